using System.Text;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using ServerlessPipeline.Cli.Events;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>Events handed to FanOut as S3 would: without waiting for what comes of them.</summary>
internal sealed class FanOutEvents(AmazonLambdaClient lambda, string function, string bucket, TimeProvider time)
{
    /// <summary>
    /// The event of a file that is there. Null for one without a version: in a bucket that keeps none FanOut would not know it
    /// for the file that has its slot.
    /// </summary>
    public string? Of(string key, string? version) =>
        version is null ? null : S3EventJson.Of([S3EventJson.Record(bucket, key, version, time.GetUtcNow())]).ToJsonString();

    public async Task SendAsync(string s3Event, CancellationToken cancellationToken)
    {
        using var payload = new MemoryStream(Encoding.UTF8.GetBytes(s3Event));
        await lambda.InvokeAsync(
            new InvokeRequest { FunctionName = function, InvocationType = InvocationType.Event, PayloadStream = payload }, cancellationToken);
    }
}
