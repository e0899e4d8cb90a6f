using Amazon.CDK.AWS.EC2;
using Constructs;

namespace ServerlessPipeline.Infra;

/// <summary>
/// A network for the fetcher alone: it reaches the exchange, and nothing reaches it. So the subnets are public and there
/// is no NAT gateway, whose hours cost more than all the rest; S3 and DynamoDB are reached without leaving AWS.
/// </summary>
internal sealed class Network : Construct
{
    /// <param name="logRetentionDays">Of the flow logs.</param>
    public Network(Construct scope, string id, int logRetentionDays)
        : base(scope, id)
    {
        Vpc = new Vpc(this, "Vpc", new VpcProps
        {
            IpAddresses = IpAddresses.Cidr("10.0.0.0/24"),
            MaxAzs = 2,
            NatGateways = 0,
            SubnetConfiguration =
            [
                // What needs a public address asks for it.
                new SubnetConfiguration
                {
                    Name = "Public", SubnetType = SubnetType.PUBLIC, CidrMask = 26, MapPublicIpOnLaunch = false,
                },
            ],
            GatewayEndpoints = new Dictionary<string, IGatewayVpcEndpointOptions>
            {
                ["S3"] = new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 },
                ["DynamoDb"] = new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.DYNAMODB },
            },
            // The CDK would do so by a function of its own. Nothing uses that group, and the one that is used has no rule
            // for inbound traffic.
            RestrictDefaultSecurityGroup = false,
        });
        // What was refused alone: that is what asks for a look. What was accepted would be a line for each connection and minute, since
        // these instances say it every minute, whatever interval is asked for.
        Vpc.AddFlowLog("FlowLog", new FlowLogOptions
        {
            TrafficType = FlowLogTrafficType.REJECT,
            Destination = FlowLogDestination.ToCloudWatchLogs(LogGroups.Create(this, "FlowLogs", logRetentionDays)),
        });
    }

    public Vpc Vpc { get; }
}
