using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.SQS;
using Constructs;
using ServerlessPipeline.Writer;

namespace ServerlessPipeline.Infra;

/// <summary>Messages to items: the rows queue and its dead letters, the function, and the throttle between them.</summary>
internal sealed class Writer : Construct
{
    public Writer(Construct scope, string id, WriterSettings settings, string artifact, Table processedData)
        : base(scope, id)
    {
        DeadLetters = Queues.DeadLetters(this, "DeadLetters");
        Rows = new Queue(this, "Rows", new QueueProps
        {
            EnforceSSL = true,
            RetentionPeriod = Duration.Days(14),
            // AWS's advice: six times the function's timeout, so that a throttled batch is not redelivered meanwhile.
            VisibilityTimeout = Duration.Seconds((6 * settings.Function.TimeoutSeconds) + settings.BatchingWindowSeconds),
            DeadLetterQueue = new DeadLetterQueue { Queue = DeadLetters, MaxReceiveCount = settings.MaximumReceives },
        });
        Function = PipelineFunction.Create(this, "Function", new PipelineFunctionProps
        {
            Description = "Writes row messages to the table ProcessedData.",
            AssemblyName = "ServerlessPipeline.Writer",
            Artifact = artifact,
            Size = settings.Function,
            Environment = new Dictionary<string, string> { [WriterVariables.Table] = processedData.TableName },
        });

        processedData.Grant(Function, "dynamodb:BatchWriteItem");
        // Maximum concurrency, never reserved concurrency: with that the poller takes messages that it cannot hand over.
        Function.AddEventSource(new SqsEventSource(Rows, new SqsEventSourceProps
        {
            BatchSize = settings.BatchSize,
            MaxBatchingWindow = Duration.Seconds(settings.BatchingWindowSeconds),
            MaxConcurrency = settings.MaximumConcurrency,
            ReportBatchItemFailures = true,
        }));
    }

    public Function Function { get; }

    public Queue Rows { get; }

    public Queue DeadLetters { get; }
}
