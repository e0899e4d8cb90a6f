using Amazon.Lambda;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessPipeline.AwsLite.Tests.LambdaClient;

/// <summary>A server that keeps the last request and always gives the same answer.</summary>
internal sealed class RecordingLambda : IAsyncDisposable
{
    private readonly int _status;
    private readonly string _body;
    private readonly (string Name, string Value)[] _headers;
    private LoopbackServer _server = null!;

    private RecordingLambda(int status, string body, (string, string)[] headers) =>
        (_status, _body, _headers) = (status, body, headers);

    public RecordedRequest? Request { get; private set; }

    /// <summary>The request's path as it was sent, escapes included.</summary>
    public string? Target { get; private set; }

    public static async Task<RecordingLambda> StartAsync(int status, string body, params (string, string)[] headers)
    {
        var lambda = new RecordingLambda(status, body, headers);
        lambda._server = await LoopbackServer.StartAsync(lambda.AnswerAsync);
        return lambda;
    }

    public AmazonLambdaClient Client() => new(
        new BasicAWSCredentials("AKIATEST", "secret"),
        new AmazonLambdaConfig
        {
            ServiceURL = _server.Url.AbsoluteUri,
            AuthenticationRegion = "eu-west-1",
            MaxErrorRetry = 0,
        });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Request = await RecordedRequest.ReadAsync(context.Request);
        context.Response.StatusCode = _status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        foreach (var (name, value) in _headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(_body, context.RequestAborted);
    }
}
