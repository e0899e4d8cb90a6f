using Amazon.CDK;
using Amazon.CDK.AWS.AutoScaling;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Assets;
using Constructs;
using ServerlessPipeline.Fetcher;
using ServerlessPipeline.Fetcher.Health;
using BlockDevice = Amazon.CDK.AWS.EC2.BlockDevice;
using BlockDeviceVolume = Amazon.CDK.AWS.EC2.BlockDeviceVolume;
using EbsDeviceOptions = Amazon.CDK.AWS.EC2.EbsDeviceOptions;
using EbsDeviceVolumeType = Amazon.CDK.AWS.EC2.EbsDeviceVolumeType;
using HealthCheck = Amazon.CDK.AWS.AutoScaling.HealthCheck;

namespace ServerlessPipeline.Infra;

internal sealed record FetcherInstanceProps
{
    public required PipelineSettings Settings { get; init; }

    /// <summary>The folder of the published fetcher.</summary>
    public required string Artifact { get; init; }
    public required IVpc Vpc { get; init; }

    /// <summary>Where the minute files go.</summary>
    public required IBucket Files { get; init; }

    /// <summary>Where it keeps which minutes are there.</summary>
    public required Table State { get; init; }
    public required Monitoring Monitoring { get; init; }

    /// <summary>What must be there before the first file comes, and until after the last one.</summary>
    public required IReadOnlyList<IDependable> After { get; init; }
}

/// <summary>
/// The fetcher on an instance of its own, in a group of one: a dead instance is replaced. A new version of the fetcher is
/// a new asset, so new user data, so a new instance, which must report that the fetcher runs before the old one goes. For
/// that while there are two, which is harmless: the upload is conditional, so the second of each minute is refused.
/// The first instance has no old one to wait for it, and a deployment that waited would take all else back with it: it is the
/// alarm NoFile that says when the first one does not run.
/// </summary>
internal sealed class FetcherInstance : Construct
{
    // For the machine, its packages and the fetcher to come up: minutes, of which the fetcher has to stay up for some seconds.
    private static readonly Duration TimeToStart = Duration.Minutes(10);

    public FetcherInstance(Construct scope, string id, FetcherInstanceProps props)
        : base(scope, id)
    {
        var program = new Asset(this, "Program", new AssetProps { Path = props.Artifact });
        // Kept when a deployment is taken back, for it says why.
        Logs = LogGroups.Create(this, "Logs", props.Settings.Retention.Logs, props.Settings.Stage.Removal);
        Role = new Role(this, "Role", new RoleProps
        {
            AssumedBy = new ServicePrincipal("ec2.amazonaws.com"),
            Description = "The fetcher's instance: adds minute files, and no more.",
        });
        FetcherPermissions.Grant(Role, props.Files, props.State, program, Logs);

        var userData = UserData.Custom("#cloud-config");
        Group = new AutoScalingGroup(this, "Group", new AutoScalingGroupProps
        {
            Vpc = props.Vpc,
            VpcSubnets = new SubnetSelection { SubnetType = SubnetType.PUBLIC },
            LaunchTemplate = Template(props, userData),
            MinCapacity = 1,
            // The second place is for the new instance while the old one still runs.
            MaxCapacity = 2,
            HealthCheck = HealthCheck.Ec2(),
            UpdatePolicy = UpdatePolicy.RollingUpdate(new RollingUpdateOptions
            {
                MinInstancesInService = 1,
                MaxBatchSize = 1,
                WaitOnResourceSignals = true,
                PauseTime = TimeToStart,
            }),
        });
        // Without its routes the instance could not fetch what it starts with; and no file may come before all that hears of it is
        // there, or after that has gone. The emptying of a development stage's bucket is a part of this, too.
        Group.Node.AddDependency(props.Vpc);
        Group.Node.AddDependency([.. props.After]);
        // Only now is there the name of the group, whose update waits for the instance's signal.
        userData.AddCommands(FetcherUserData.CloudConfig(Group, program, Logs, new Dictionary<string, string>
        {
            [FetcherVariables.Bucket] = props.Files.BucketName,
            [FetcherVariables.Symbols] = string.Join(',', props.Settings.Symbols),
            [FetcherVariables.ExchangeUrl] = props.Settings.ExchangeUrl.ToString(),
            [FetcherVariables.StateTable] = props.State.TableName,
            [FetcherVariables.RepairDays] = props.Settings.RepairDays?.ToString() ?? "off",
            ["AWS_REGION"] = Stack.Of(this).Region,
        }));
        Watch(props.Monitoring, props.Files);
    }

    public AutoScalingGroup Group { get; }

    public LogGroup Logs { get; }

    public Role Role { get; }

    private void Watch(Monitoring monitoring, IBucket files)
    {
        var gaps = FetcherMetric(files, FetcherMetricNames.GapsOpen);
        var spooled = FetcherMetric(files, FetcherMetricNames.SpooledFiles);
        monitoring.Alarm(this, "OpenGaps", new AlarmRule
        {
            Says = "Candles have been missing for an hour and could not be fetched.",
            Section = "gaps-stay-open",
            Metric = gaps,
            Periods = 12,
        });
        monitoring.Alarm(this, "FullSpool", new AlarmRule
        {
            Says = "The fetcher has had more than ten files for half an hour that S3 does not take.",
            Section = "files-are-not-uploaded",
            Metric = spooled,
            Threshold = 10,
            Periods = 6,
        });
        monitoring.Row(
            ("Fetcher: lag behind the exchange", [FetcherMetric(files, FetcherMetricNames.Lag)]),
            ("Fetcher: weight used in a minute", [FetcherMetric(files, FetcherMetricNames.UsedWeight)]),
            ("Fetcher: candles missing, repaired, files to upload", [gaps, FetcherMetric(files, FetcherMetricNames.CandlesRepaired), spooled]));
    }

    // The fetcher says them in its log, once a minute.
    private static Metric FetcherMetric(IBucket files, string name) => new(new MetricProps
    {
        Namespace = FetcherMetricNames.Namespace,
        MetricName = name,
        DimensionsMap = new Dictionary<string, string> { [FetcherMetricNames.Bucket] = files.BucketName },
        Statistic = "max",
    });

    private LaunchTemplate Template(FetcherInstanceProps props, UserData userData)
    {
        // No rule for inbound traffic, and Session Manager needs none. Amazon's DNS and clock need no rule at all.
        var https = new SecurityGroup(this, "HttpsOut", new SecurityGroupProps
        {
            Vpc = props.Vpc,
            Description = "The fetcher: nothing in, HTTPS out",
            AllowAllOutbound = false,
        });
        https.AddEgressRule(Peer.AnyIpv4(), Port.Tcp(443), "The exchange, AWS, and packages");
        var template = new LaunchTemplate(this, "Template", new LaunchTemplateProps
        {
            InstanceType = new InstanceType(props.Settings.InstanceType),
            // The newest one at each deployment, which AWS keeps in a parameter.
            MachineImage = MachineImage.LatestAmazonLinux2023(
                new AmazonLinux2023ImageSsmParameterProps { CpuType = AmazonLinuxCpuType.X86_64 }),
            Role = Role,
            UserData = userData,
            SecurityGroup = https,
            AssociatePublicIpAddress = true,
            RequireImdsv2 = true,
            HttpPutResponseHopLimit = 1,
            DetailedMonitoring = false,
            BlockDevices =
            [
                new BlockDevice
                {
                    // The root volume of Amazon Linux, and its smallest size.
                    DeviceName = "/dev/xvda",
                    Volume = BlockDeviceVolume.Ebs(8, new EbsDeviceOptions
                    {
                        Encrypted = true, VolumeType = EbsDeviceVolumeType.GP3, DeleteOnTermination = true,
                    }),
                },
            ],
        });
        Tags.Of(template).Add("Name", Node.Path);
        return template;
    }
}
