namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>The resources that make instances, until they are put together.</summary>
internal sealed class InstanceParts
{
    public List<InstanceGroup> Groups { get; } = [];
    public List<LaunchTemplate> Templates { get; } = [];
    public List<InstanceProfile> Profiles { get; } = [];

    /// <param name="roles">All roles of the deployment.</param>
    /// <param name="errors">Gets a line for each part that names one that is not there.</param>
    public IReadOnlyList<InstanceResource> Complete(IReadOnlyList<RoleResource> roles, List<string> errors)
    {
        var instances = new List<InstanceResource>();
        foreach (var group in Groups)
        {
            var template = Templates.Find(template => template.Id.Name == group.Template);
            var profile = Profiles.Find(profile => template?.Profile == profile.Id.Arn || template?.Profile == profile.Id.Name);
            var role = roles.FirstOrDefault(role => role.Name == profile?.Role);
            if (role is null)
            {
                var missing = template is null ? "launch template" : profile is null ? "instance profile" : "role";
                errors.Add($"{group.Id}: its {missing} is not in this deployment");
            }
            else if (template?.Program is { } program)
            {
                instances.Add(new InstanceResource(group.Id) { RoleArn = role.Arn, Program = program });
            }
        }

        return instances;
    }
}
