using Amazon.DynamoDBv2;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS;
using ServerlessPipeline.Writer;

var settings = WriterSettings.From(Environment.GetEnvironmentVariable);
using var dynamoDb = new AmazonDynamoDBClient();
using var sqs = new AmazonSQSClient();

var handler = new WriterHandler(
    new ProcessedDataTable(dynamoDb, settings.Table, TimeProvider.System, new Random(Environment.ProcessId)),
    new DeadLetterQueue(sqs, settings.DeadLettersQueueUrl, TimeProvider.System),
    settings.MaximumReceives,
    TimeProvider.System);

using var bootstrap = LambdaBootstrapBuilder
    .Create<SQSEvent, SQSBatchResponse>(handler.HandleAsync, new SourceGeneratorLambdaJsonSerializer<WriterJson>())
    .Build();
await bootstrap.RunAsync();
