using Amazon.DynamoDBv2;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.FanOut;

var settings = FanOutSettings.From(Environment.GetEnvironmentVariable);
using var s3 = new AmazonS3Client();
using var dynamoDb = new AmazonDynamoDBClient();
using var sqs = new AmazonSQSClient();

var handler = new FanOutHandler(
    new MinuteFileObjects(s3, settings.RowsPerFile),
    new FileSlots(dynamoDb, settings.StateTable, settings.FileLimit),
    new RowQueue(sqs, settings.RowsQueueUrl, settings.RejectedRowsQueueUrl, TimeProvider.System),
    TimeProvider.System);

using var bootstrap = LambdaBootstrapBuilder
    .Create<S3Event, FanOutAnswer>(handler.HandleAsync, new SourceGeneratorLambdaJsonSerializer<FanOutJson>())
    .Build();
await bootstrap.RunAsync();
