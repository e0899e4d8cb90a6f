using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>An auto-scaling group, as far as it names its template.</summary>
internal sealed record InstanceGroup(ResourceId Id, string Template);

/// <param name="Profile">The name or the ARN of the instance profile.</param>
internal sealed record LaunchTemplate(ResourceId Id, string Profile, InstalledProgram? Program);

internal sealed record InstanceProfile(ResourceId Id, string Role);

/// <summary>
/// The three resources that make an instance. How it is replaced (creation and update policies, health checks) has no part
/// here: the local run starts one, and a new version of it is a new run.
/// </summary>
internal static class InstanceReader
{
    private static readonly string[] GroupWithoutLocalEffect =
    [
        "AvailabilityZones", "CapacityRebalance", "Cooldown", "DefaultInstanceWarmup", "HealthCheckGracePeriod", "HealthCheckType",
        "MaxInstanceLifetime", "MaxSize", "MetricsCollection", "NewInstancesProtectedFromScaleIn", "Tags", "TerminationPolicies",
        "VPCZoneIdentifier",
    ];

    /// <summary>The machine, its image and its network: here it is this one.</summary>
    private static readonly string[] TemplateWithoutLocalEffect =
    [
        "BlockDeviceMappings", "CreditSpecification", "DisableApiTermination", "EbsOptimized", "ImageId", "InstanceType", "KeyName",
        "MetadataOptions", "Monitoring", "NetworkInterfaces", "SecurityGroupIds", "TagSpecifications",
    ];

    public static InstanceGroup ReadGroup(ResourceDefinition definition)
    {
        var properties = definition.Open(GroupWithoutLocalEffect);
        // A second instance here would share the first one's folders.
        properties.Allow("MinSize", "1");
        properties.Allow("DesiredCapacity", "1");
        var template = properties.RequiredObject("LaunchTemplate");
        template?.Ignore("Version");
        var name = template?.Text("LaunchTemplateId") ?? template?.RequiredText("LaunchTemplateName") ?? "";
        properties.Close();
        return new InstanceGroup(definition.Id, name);
    }

    public static LaunchTemplate ReadTemplate(ResourceDefinition definition)
    {
        definition.Open("LaunchTemplateData", "TagSpecifications", "VersionDescription").Close();
        var data = definition with { RawProperties = definition.RawProperties["LaunchTemplateData"] as JsonObject ?? [] };
        var properties = data.Open(TemplateWithoutLocalEffect);
        var profile = properties.RequiredObject("IamInstanceProfile");
        var userData = properties.RequiredText("UserData");
        var template = new LaunchTemplate(
            definition.Id, profile?.Text("Arn") ?? profile?.RequiredText("Name") ?? "", Program(definition, userData));
        properties.Close();
        return template;
    }

    public static InstanceProfile ReadProfile(ResourceDefinition definition)
    {
        var properties = definition.Open("Path");
        var profile = new InstanceProfile(definition.Id, properties.Texts("Roles") is [var role] ? role : "");
        properties.Close();
        return profile;
    }

    private static InstalledProgram? Program(ResourceDefinition definition, string userData)
    {
        try
        {
            return UserData.Program(Encoding.UTF8.GetString(Convert.FromBase64String(userData)), definition.Stack.Assets);
        }
        catch (FormatException exception)
        {
            definition.Errors.Add($"{definition.Id}.UserData: {exception.Message}");
            return null;
        }
    }
}
