using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3;
using Constructs;
using ServerlessPipeline.MarketData;
using LambdaDestination = Amazon.CDK.AWS.S3.Notifications.LambdaDestination;

namespace ServerlessPipeline.Infra;

/// <summary>The bucket of the minute files: the raw data, kept.</summary>
internal sealed class MinuteFiles : Construct
{
    // The names that the CDK gives to its helpers; the same in every app.
    private const string NotificationsHandler = "BucketNotificationsHandler050a0587b7544547bf325f094a3db834";
    private const string DeletionHandler = "Custom::S3AutoDeleteObjectsCustomResourceProvider";

    private static readonly string[] WritesLogs = ["logs:CreateLogStream", "logs:PutLogEvents"];

    private readonly LogGroup _notificationsLogs;

    public MinuteFiles(Construct scope, string id, Stage stage, RetentionSettings retention)
        : base(scope, id)
    {
        var notificationsRole = new Role(this, "NotificationsRole", new RoleProps
        {
            AssumedBy = new ServicePrincipal("lambda.amazonaws.com"),
            Description = "Tells the bucket which function its events start, at deployment.",
        });
        Bucket = new Bucket(this, "Bucket", new BucketProps
        {
            Versioned = true,
            Encryption = BucketEncryption.S3_MANAGED,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            EnforceSSL = true,
            LifecycleRules = [Lifecycle(retention)],
            // The CDK would let its helper set the notifications of every bucket.
            NotificationsHandlerRole = notificationsRole.WithoutPolicyUpdates(),
            RemovalPolicy = stage.Removal,
            AutoDeleteObjects = !stage.Keeps,
        });
        notificationsRole.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["s3:PutBucketNotification"],
            Resources = [Bucket.BucketArn],
        }));
        _notificationsLogs = LogGroups.Create(this, "NotificationsLogs", retention.Logs);
        _notificationsLogs.GrantWrite(notificationsRole);
        if (!stage.Keeps)
        {
            LimitDeletionHelper(LogGroups.Create(this, "DeletionLogs", retention.Logs));
        }
    }

    public Bucket Bucket { get; }

    /// <summary>Every minute file and every repair file that arrives starts the function.</summary>
    public void Start(Function function)
    {
        foreach (var prefix in SourceFile.Prefixes)
        {
            StartWith(function, prefix, MinuteFileKey.Suffix);
        }

        // Without a group of its own the helper would log into one that never expires.
        var handler = Helper(NotificationsHandler, "Resource");
        handler.AddPropertyOverride("Runtime", "python3.13");
        handler.AddPropertyOverride("LoggingConfig.LogGroup", _notificationsLogs.LogGroupName);
    }

    private void StartWith(Function function, string prefix, string suffix) => Bucket.AddEventNotification(
        EventType.OBJECT_CREATED,
        new LambdaDestination(function),
        new NotificationKeyFilter { Prefix = prefix, Suffix = suffix });

    // It would log into a group that never expires, and its role may write to every group. That it may delete says the bucket's policy.
    private void LimitDeletionHelper(LogGroup logs)
    {
        var handler = Helper(DeletionHandler, "Handler");
        handler.AddPropertyOverride("Runtime", "nodejs22.x");
        handler.AddPropertyOverride("LoggingConfig.LogGroup", logs.LogGroupName);
        var role = Helper(DeletionHandler, "Role");
        role.AddPropertyDeletionOverride("ManagedPolicyArns");
        role.AddPropertyOverride("Policies", new object[]
        {
            new Dictionary<string, object>
            {
                ["PolicyName"] = "Logs",
                ["PolicyDocument"] = new Dictionary<string, object>
                {
                    ["Version"] = "2012-10-17",
                    ["Statement"] = new Dictionary<string, object>
                    {
                        ["Effect"] = "Allow",
                        ["Action"] = WritesLogs,
                        ["Resource"] = logs.LogGroupArn,
                    },
                },
            },
        });
    }

    /// <summary>CDK 2.160 gives its helpers runtimes in which Lambda creates no functions any more, or soon will not.</summary>
    private CfnResource Helper(string name, string resource) =>
        (CfnResource)Stack.Of(this).Node.FindChild(name).Node.FindChild(resource);

    private static LifecycleRule Lifecycle(RetentionSettings retention) => new()
    {
        Id = "retention",
        AbortIncompleteMultipartUploadAfter = Duration.Days(1),
        NoncurrentVersionExpiration = Duration.Days(retention.OldVersionsExpireAfter),
        Expiration = retention.FilesExpireAfter is { } expiry ? Duration.Days(expiry) : null,
        // S3 itself moves nothing smaller than 128 KB, where the class would cost more than it saves.
        Transitions = retention.InfrequentAccessAfter is { } days
            ? [new Transition { StorageClass = StorageClass.INFREQUENT_ACCESS, TransitionAfter = Duration.Days(days) }]
            : null,
    };
}
