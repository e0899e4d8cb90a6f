using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.SQS;
using Constructs;
using ServerlessPipeline.Writer;

namespace ServerlessPipeline.Infra;

internal sealed record WriterProps
{
    public required WriterSettings Settings { get; init; }
    public required int LogRetentionDays { get; init; }

    /// <summary>The folder of the published function.</summary>
    public required string Artifact { get; init; }
    public required Table ProcessedData { get; init; }
    public required Monitoring Monitoring { get; init; }
}

/// <summary>Messages to items: the rows queue and its dead letters, the function, and the throttle between them.</summary>
internal sealed class Writer : Construct
{
    public Writer(Construct scope, string id, WriterProps props)
        : base(scope, id)
    {
        var settings = props.Settings;
        DeadLetters = Queues.DeadLetters(this, "DeadLetters");
        Rows = new Queue(this, "Rows", new QueueProps
        {
            Encryption = QueueEncryption.SQS_MANAGED,
            EnforceSSL = true,
            RetentionPeriod = Queues.Retention,
            // AWS's advice: six times the function's timeout, so that a throttled batch is not redelivered meanwhile.
            VisibilityTimeout = Duration.Seconds((6 * settings.Function.TimeoutSeconds) + settings.BatchingWindowSeconds),
            DeadLetterQueue = new DeadLetterQueue { Queue = DeadLetters, MaxReceiveCount = settings.MaximumReceives },
        });
        Function = PipelineFunction.Create(this, new PipelineFunctionProps
        {
            Name = "Writer",
            Description = "Writes row messages to the table ProcessedData.",
            Artifact = props.Artifact,
            Size = settings.Function,
            LogRetentionDays = props.LogRetentionDays,
            Environment = new Dictionary<string, string>
            {
                [WriterVariables.Table] = props.ProcessedData.TableName,
                [WriterVariables.DeadLettersQueueUrl] = DeadLetters.QueueUrl,
                [WriterVariables.MaximumReceives] = settings.MaximumReceives.ToString(),
            },
            Monitoring = props.Monitoring,
        });

        // PutItem for rows that come late, on a condition.
        props.ProcessedData.Grant(Function, "dynamodb:BatchWriteItem", "dynamodb:PutItem");
        // What it gives up it sends there itself: SQS's own redrive tells no reason.
        DeadLetters.Grant(Function, "sqs:SendMessage");
        // Maximum concurrency, never reserved concurrency: with that the poller takes messages that it cannot hand over.
        Function.AddEventSource(new SqsEventSource(Rows, new SqsEventSourceProps
        {
            BatchSize = settings.BatchSize,
            MaxBatchingWindow = Duration.Seconds(settings.BatchingWindowSeconds),
            MaxConcurrency = settings.MaximumConcurrency,
            ReportBatchItemFailures = true,
        }));
        Watch(props.Monitoring);
    }

    public Function Function { get; }

    public Queue Rows { get; }

    public Queue DeadLetters { get; }

    private void Watch(Monitoring monitoring)
    {
        var age = Rows.MetricApproximateAgeOfOldestMessage();
        monitoring.Alarm(this, "OldestMessage", new AlarmRule
        {
            Says = "A row has waited for more than fifteen minutes to be written.",
            Section = "rows-wait-too-long",
            Metric = age,
            Threshold = Duration.Minutes(15).ToSeconds(),
        });
        monitoring.Alarm(this, "DeadLetterRows", new AlarmRule
        {
            Says = "Rows could not be written; the dead-letter queue holds them.",
            Section = "rows-have-failed",
            Metric = Queues.Waiting(DeadLetters),
        });
        monitoring.Row(
            ("Rows queue: waiting, in flight", [Queues.Waiting(Rows), Rows.MetricApproximateNumberOfMessagesNotVisible()]),
            ("Rows queue: age of the oldest", [age]),
            ("Dead letters", [Queues.Waiting(DeadLetters)]));
    }
}
