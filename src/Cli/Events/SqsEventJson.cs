using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Events;

/// <summary>What SQS gives a function with a batch of row messages.</summary>
internal static class SqsEventJson
{
    /// <param name="queueUrl">Of the rows queue, whose last two parts are the account and the name.</param>
    /// <param name="uploaded">When the file came into the bucket.</param>
    public static JsonObject Of(IEnumerable<RowMessage> rows, string queueUrl, DateTimeOffset sent, DateTimeOffset uploaded) =>
        new() { ["Records"] = new JsonArray([.. rows.Select(row => Record(row, Arn(queueUrl), sent, uploaded))]) };

    private static JsonObject Record(RowMessage row, string arn, DateTimeOffset sent, DateTimeOffset uploaded)
    {
        var body = row.ToJson();
        var time = sent.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            // The same row has the same id, so that an event made twice is the same event.
            ["messageId"] = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16)).ToString(),
            ["receiptHandle"] = $"test-event-{row.SourceRow}",
            ["body"] = body,
            ["attributes"] = new JsonObject
            {
                ["ApproximateReceiveCount"] = "1",
                ["SentTimestamp"] = time,
                ["ApproximateFirstReceiveTimestamp"] = time,
            },
            ["messageAttributes"] = new JsonObject
            {
                [MessageAttributes.Symbol] = Text(row.Candle.Symbol.ToString()),
                [MessageAttributes.UploadedAt] = Text(MessageAttributes.UploadedAtText(uploaded)),
            },
            ["eventSource"] = "aws:sqs",
            ["eventSourceARN"] = arn,
            ["awsRegion"] = arn.Split(':')[3],
        };
    }

    private static JsonObject Text(string value) => new() { ["stringValue"] = value, ["dataType"] = "String" };

    // https://sqs.eu-central-1.amazonaws.com/123456789012/rows; a local run's names no region.
    private static string Arn(string queueUrl)
    {
        var url = new Uri(queueUrl);
        var region = url.Host.Split('.') is ["sqs", var named, ..] ? named : "us-east-1";
        return $"arn:aws:sqs:{region}:{url.Segments[^2].TrimEnd('/')}:{url.Segments[^1]}";
    }
}
