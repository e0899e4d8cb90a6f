namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>What becomes of each resource type. A type that is not here is skipped with a warning.</summary>
internal static class ResourceTypes
{
    public const string BucketNotifications = "Custom::S3BucketNotifications";

    private static readonly HashSet<string> Played =
    [
        "AWS::S3::Bucket", BucketNotifications, "AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::Lambda::Function",
        "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission", "AWS::IAM::Role",
        "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy",
        "AWS::IAM::InstanceProfile", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::AutoScalingGroup",
    ];

    /// <summary>
    /// Where logs and alarms go and who may raise them, what empties a bucket that is removed, the network (here it is this
    /// machine's), and what made the template.
    /// </summary>
    private static readonly HashSet<string> KnownWithoutLocalEffect =
    [
        "AWS::Logs::LogGroup", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription", "Custom::S3AutoDeleteObjects", "AWS::EC2::VPC", "AWS::EC2::Subnet",
        "AWS::EC2::RouteTable", "AWS::EC2::Route", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::InternetGateway",
        "AWS::EC2::VPCGatewayAttachment", "AWS::EC2::VPCEndpoint", "AWS::EC2::SecurityGroup", "AWS::EC2::FlowLog",
        "AWS::CDK::Metadata",
    ];

    public static bool IsPlayed(string type) => Played.Contains(type);

    public static bool IsKnownWithoutLocalEffect(string type) => KnownWithoutLocalEffect.Contains(type);
}
