using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SQS;
using Constructs;
using ServerlessPipeline.FanOut;
using ServerlessPipeline.MarketData;
using LambdaDestination = Amazon.CDK.AWS.S3.Notifications.LambdaDestination;
using SqsDestination = Amazon.CDK.AWS.Lambda.Destinations.SqsDestination;

namespace ServerlessPipeline.Infra;

internal sealed record FanOutProps
{
    public required PipelineSettings Settings { get; init; }

    /// <summary>The folder of the published function.</summary>
    public required string Artifact { get; init; }
    public required Bucket Files { get; init; }
    public required Table State { get; init; }
    public required Queue Rows { get; init; }

    /// <summary>Where a line goes that is no candle.</summary>
    public required Queue RejectedRows { get; init; }
}

/// <summary>One file to one message per row: the function, its trigger, and the queue of the files that it gave up on.</summary>
internal sealed class FanOut : Construct
{
    public FanOut(Construct scope, string id, FanOutProps props)
        : base(scope, id)
    {
        FailedObjects = Queues.DeadLetters(this, "FailedObjects");
        Function = PipelineFunction.Create(this, "Function", new PipelineFunctionProps
        {
            Description = "Sends the first rows of the first minute files, a message a row.",
            AssemblyName = "ServerlessPipeline.FanOut",
            Artifact = props.Artifact,
            Size = props.Settings.FanOut,
            OnFailure = new SqsDestination(FailedObjects),
            Environment = new Dictionary<string, string>
            {
                [FanOutVariables.RowsQueueUrl] = props.Rows.QueueUrl,
                [FanOutVariables.RejectedRowsQueueUrl] = props.RejectedRows.QueueUrl,
                [FanOutVariables.StateTable] = props.State.TableName,
                [FanOutVariables.FileLimit] = props.Settings.FileLimit?.ToString() ?? "unlimited",
                [FanOutVariables.RowsPerFile] = props.Settings.RowsPerFile?.ToString() ?? "all",
            },
        });

        // The grants of the CDK allow more than these calls.
        Function.AddToRolePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["s3:GetObject", "s3:GetObjectVersion"],
            Resources = [props.Files.ArnForObjects($"{MinuteFileKey.Prefix}*")],
        }));
        props.Rows.Grant(Function, "sqs:SendMessage");
        props.RejectedRows.Grant(Function, "sqs:SendMessage");
        props.State.Grant(Function, "dynamodb:UpdateItem");
        props.Files.AddEventNotification(
            EventType.OBJECT_CREATED,
            new LambdaDestination(Function),
            new NotificationKeyFilter { Prefix = MinuteFileKey.Prefix, Suffix = MinuteFileKey.Suffix });
    }

    public Function Function { get; }

    public Queue FailedObjects { get; }
}
