using Amazon.DynamoDBv2;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using ServerlessPipeline.Writer;

var table = Environment.GetEnvironmentVariable(WriterVariables.Table) is { Length: > 0 } name
    ? name
    : throw new InvalidOperationException($"The environment variable {WriterVariables.Table} is not set.");
using var dynamoDb = new AmazonDynamoDBClient();

var handler = new WriterHandler(
    new ProcessedDataTable(dynamoDb, table, TimeProvider.System, new Random(Environment.ProcessId)), TimeProvider.System);

using var bootstrap = LambdaBootstrapBuilder
    .Create<SQSEvent, SQSBatchResponse>(handler.HandleAsync, new SourceGeneratorLambdaJsonSerializer<WriterJson>())
    .Build();
await bootstrap.RunAsync();
