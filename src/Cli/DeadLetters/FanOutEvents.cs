using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>Events handed to FanOut as S3 would: without waiting for what comes of them.</summary>
internal sealed class FanOutEvents(AmazonLambdaClient lambda, string function, string bucket, TimeProvider time)
{
    /// <summary>
    /// The event of a file that is there. Null for one without a version: in a bucket that keeps none FanOut would not know it
    /// for the file that has its slot.
    /// </summary>
    public string? Of(string key, string? version) => version is null ? null : new JsonObject
    {
        ["Records"] = new JsonArray(new JsonObject
        {
            ["eventVersion"] = "2.1",
            ["eventSource"] = "aws:s3",
            ["eventTime"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["eventName"] = "ObjectCreated:Put",
            ["s3"] = new JsonObject
            {
                ["s3SchemaVersion"] = "1.0",
                ["bucket"] = new JsonObject { ["name"] = bucket },
                ["object"] = new JsonObject { ["key"] = WebUtility.UrlEncode(key), ["versionId"] = version },
            },
        }),
    }.ToJsonString();

    public async Task SendAsync(string s3Event, CancellationToken cancellationToken)
    {
        using var payload = new MemoryStream(Encoding.UTF8.GetBytes(s3Event));
        await lambda.InvokeAsync(
            new InvokeRequest { FunctionName = function, InvocationType = InvocationType.Event, PayloadStream = payload }, cancellationToken);
    }
}
