using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SQS;
using Constructs;
using ServerlessPipeline.FanOut;
using ServerlessPipeline.MarketData;
using SqsDestination = Amazon.CDK.AWS.Lambda.Destinations.SqsDestination;

namespace ServerlessPipeline.Infra;

internal sealed record FanOutProps
{
    public required PipelineSettings Settings { get; init; }

    /// <summary>The folder of the published function.</summary>
    public required string Artifact { get; init; }
    public required MinuteFiles Files { get; init; }
    public required Table State { get; init; }
    public required Queue Rows { get; init; }

    /// <summary>Where a line goes that is no candle.</summary>
    public required Queue RejectedRows { get; init; }
    public required Monitoring Monitoring { get; init; }
}

/// <summary>One file to one message per row: the function, its trigger, and the queue of the files that it gave up on.</summary>
internal sealed class FanOut : Construct
{
    public FanOut(Construct scope, string id, FanOutProps props)
        : base(scope, id)
    {
        FailedObjects = Queues.DeadLetters(this, "FailedObjects");
        Function = PipelineFunction.Create(this, new PipelineFunctionProps
        {
            Name = "FanOut",
            Description = "Sends the first rows of the first minute files, a message a row.",
            Artifact = props.Artifact,
            Size = props.Settings.FanOut,
            LogRetentionDays = props.Settings.Retention.Logs,
            OnFailure = new SqsDestination(FailedObjects),
            Environment = new Dictionary<string, string>
            {
                [FanOutVariables.RowsQueueUrl] = props.Rows.QueueUrl,
                [FanOutVariables.RejectedRowsQueueUrl] = props.RejectedRows.QueueUrl,
                [FanOutVariables.StateTable] = props.State.TableName,
                [FanOutVariables.FileLimit] = props.Settings.FileLimit?.ToString() ?? "unlimited",
                [FanOutVariables.RowsPerFile] = props.Settings.RowsPerFile?.ToString() ?? "all",
            },
            Monitoring = props.Monitoring,
        });

        // The grants of the CDK allow more than these calls.
        Function.AddToRolePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["s3:GetObject", "s3:GetObjectVersion"],
            Resources = [.. SourceFile.Prefixes.Select(prefix => props.Files.Bucket.ArnForObjects($"{prefix}*"))],
        }));
        props.Rows.Grant(Function, "sqs:SendMessage");
        props.RejectedRows.Grant(Function, "sqs:SendMessage");
        props.State.Grant(Function, "dynamodb:UpdateItem");
        props.Files.Start(Function);
        Watch(props.Monitoring);
    }

    public Function Function { get; }

    public Queue FailedObjects { get; }

    private void Watch(Monitoring monitoring)
    {
        // Each file that arrives is one invocation, whether it gets a slot or not. So is a repair file: while repairs or a
        // backfill go on, the alarm is silent. The fetcher that fills what it missed is alive, and the rest waits its turn.
        monitoring.Alarm(this, "NoFile", new AlarmRule
        {
            Says = "No minute file has arrived for five minutes.",
            Section = "no-file-arrives",
            Metric = Function.MetricInvocations(new MetricOptions { Period = Duration.Minutes(1) }),
            Threshold = 1,
            Comparison = ComparisonOperator.LESS_THAN_THRESHOLD,
            Periods = 5,
            Missing = TreatMissingData.BREACHING,
        });
        monitoring.Alarm(this, "FailedFiles", new AlarmRule
        {
            Says = "FanOut has given up on minute files; the queue of failed objects holds their events.",
            Section = "files-have-failed",
            Metric = Queues.Waiting(FailedObjects),
        });
    }
}
