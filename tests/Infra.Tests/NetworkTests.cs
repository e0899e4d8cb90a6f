using System.Text.Json;
using Amazon.CDK.Assertions;
using Dict = System.Collections.Generic.Dictionary<string, object>;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class NetworkTests(ProductionStack stack)
{
    private readonly Template _template = stack.Template;

    [Fact]
    public void The_only_way_out_is_the_internet_gateway()
    {
        _template.ResourceCountIs("AWS::EC2::VPC", 1);
        _template.ResourceCountIs("AWS::EC2::InternetGateway", 1);
        _template.ResourceCountIs("AWS::EC2::NatGateway", 0);
        _template.ResourceCountIs("AWS::EC2::EIP", 0);
    }

    [Fact]
    public void Both_subnets_lead_to_the_internet_and_give_no_public_address_by_themselves()
    {
        _template.ResourceCountIs("AWS::EC2::Subnet", 2);
        _template.AllResourcesProperties("AWS::EC2::Subnet", new Dict { ["MapPublicIpOnLaunch"] = false });
        _template.ResourcePropertiesCountIs("AWS::EC2::Route", new Dict { ["DestinationCidrBlock"] = "0.0.0.0/0" }, 2);
    }

    [Theory]
    [InlineData(".s3")]
    [InlineData(".dynamodb")]
    public void A_service_with_a_gateway_endpoint_is_reached_by_it(string service) =>
        _template.HasResourceProperties("AWS::EC2::VPCEndpoint", new Dict
        {
            ["VpcEndpointType"] = "Gateway",
            ["ServiceName"] = new Dict
            {
                ["Fn::Join"] = new object[] { "", Match.ArrayWith([service]) },
            },
        });

    [Fact]
    public void What_is_refused_is_logged_and_expires()
    {
        _template.HasResourceProperties("AWS::EC2::FlowLog", new Dict
        {
            ["ResourceType"] = "VPC",
            ["TrafficType"] = "REJECT",
            ["LogDestinationType"] = "cloud-watch-logs",
        });
        Assert.Contains(stack.Resources("AWS::Logs::LogGroup"), group =>
            group.Key.StartsWith("NetworkFlowLogs", StringComparison.Ordinal) && group.Value["Properties"]!["RetentionInDays"] is not null);
    }

    [Fact]
    public void No_rule_lets_anything_in()
    {
        _template.ResourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
        Assert.All(SecurityGroups(), group => Assert.False(group.TryGetProperty("SecurityGroupIngress", out _)));
    }

    [Fact]
    public void Only_https_goes_out()
    {
        var rules = SecurityGroups().SelectMany(group => group.GetProperty("SecurityGroupEgress").EnumerateArray()).ToList();

        var rule = Assert.Single(rules);
        Assert.Equal(
            ("tcp", 443, 443),
            (rule.GetProperty("IpProtocol").GetString(), rule.GetProperty("FromPort").GetInt32(), rule.GetProperty("ToPort").GetInt32()));
        _template.ResourceCountIs("AWS::EC2::SecurityGroupEgress", 0);
    }

    private IEnumerable<JsonElement> SecurityGroups() => _template.FindResources("AWS::EC2::SecurityGroup").Values
        .Select(group => JsonSerializer.SerializeToElement(group["Properties"]));
}
