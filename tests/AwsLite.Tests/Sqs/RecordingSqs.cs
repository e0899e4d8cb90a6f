using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.AwsLite.Tests.Sqs;

/// <summary>A server that keeps every request and gives the answers it was told, the last one again and again.</summary>
internal sealed class RecordingSqs : IAsyncDisposable
{
    public const string QueueUrl = "https://sqs.us-east-1.amazonaws.com/000000000000/rows";

    private readonly ConcurrentQueue<Answer> _answers;
    private readonly ConcurrentQueue<RecordedRequest> _requests = [];
    private LoopbackServer _server = null!;

    private RecordingSqs(IEnumerable<Answer> answers) => _answers = new(answers);

    public IReadOnlyCollection<RecordedRequest> Requests => _requests;

    public Uri Url => _server.Url;

    public static Task<RecordingSqs> StartAsync(string body) => StartAsync(new Answer(200, body));

    public static async Task<RecordingSqs> StartAsync(params IEnumerable<Answer> answers)
    {
        var sqs = new RecordingSqs(answers);
        sqs._server = await LoopbackServer.StartAsync(sqs.AnswerAsync);
        return sqs;
    }

    public AmazonSQSClient Client() => new(
        new BasicAWSCredentials("AKIATEST", "secret"),
        new AmazonSQSConfig { ServiceURL = Url.AbsoluteUri, AuthenticationRegion = "eu-west-1" });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        _requests.Enqueue(await RecordedRequest.ReadAsync(context.Request));
        var answer = _answers.Count > 1 && _answers.TryDequeue(out var next) ? next : _answers.First();
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        if (answer.QueryError is not null)
        {
            context.Response.Headers["x-amzn-query-error"] = answer.QueryError;
        }

        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    public sealed record Answer(int Status, string Body, string? QueryError = null);
}
