using System.Net;
using System.Text;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Writer.Tests;

public sealed class WireFormatTests(LocalAws aws)
{
    // As in Lambda's developer guide, "Using Lambda with Amazon SQS".
    private const string Event = """
        {
          "Records": [
            {
              "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
              "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
              "body": "Test message.",
              "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1545082649183",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082649185"
              },
              "messageAttributes": {
                "symbol": { "stringValue": "BTCUSDT", "stringListValues": [], "binaryListValues": [], "dataType": "String" }
              },
              "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
              "eventSource": "aws:sqs",
              "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue",
              "awsRegion": "us-east-2"
            }
          ]
        }
        """;

    [Fact]
    public async Task Failure_is_answered_as_Lambda_reads_it()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(_ => true, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
        var serializer = new SourceGeneratorLambdaJsonSerializer<WriterJson>();

        var sqsEvent = serializer.Deserialize<SQSEvent>(new MemoryStream(Encoding.UTF8.GetBytes(Event)));
        var response = await scene.RespondAsync(sqsEvent);
        using var json = new MemoryStream();
        serializer.Serialize(response, json);

        Assert.Equal(
            """{"batchItemFailures":[{"itemIdentifier":"059f36b4-87a3-44ab-83d2-661975830a7d"}]}""",
            Encoding.UTF8.GetString(json.ToArray()));
    }
}
