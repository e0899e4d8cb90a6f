using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.LocalServices;

/// <summary>
/// Between SDK clients and the services: keeps what went over it, and answers in a service's place where a test says so.
/// </summary>
internal sealed class Wire() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly ConcurrentQueue<WireCall> _calls = new();

    /// <summary>What a <see cref="Fault"/> returns to let a call pass.</summary>
    public static Task<HttpResponseMessage?> Pass => Task.FromResult<HttpResponseMessage?>(null);

    /// <summary>The answer to a call.</summary>
    public Func<WireCall, Task<HttpResponseMessage?>> Fault { get; set; } = _ => Pass;

    /// <summary>The calls of an operation, <c>BatchWriteItem</c> or <c>GET</c> (S3), in the order of their sending.</summary>
    public IReadOnlyList<WireCall> Calls(string operation) => [.. _calls.Where(call => call.Operation == operation)];

    /// <summary>Refuses calls in the manner of the JSON protocols.</summary>
    public void Refuse(Func<WireCall, bool> which, HttpStatusCode status, string type) =>
        Fault = call => Task.FromResult(which(call)
            ? Answer(new JsonObject { ["__type"] = type, ["message"] = "Refused by the test." }, status)
            : null);

    /// <summary>Leaves calls without an answer until the caller gives up.</summary>
    /// <returns>Done once such a call has come.</returns>
    public Task Hang(Func<WireCall, bool> which)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Fault = async call =>
        {
            if (which(call))
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.CancellationToken);
            }

            return null;
        };
        return reached.Task;
    }

    public static HttpResponseMessage Answer(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0"),
    };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = await WireCall.ReadAsync(request, message => base.SendAsync(message, cancellationToken), cancellationToken);
        _calls.Enqueue(call);
        var response = await Fault(call) ?? await base.SendAsync(request, cancellationToken);
        call.ResponseLength = response.Content.Headers.ContentLength;
        return response;
    }
}

/// <summary>One request of an SDK client.</summary>
internal sealed class WireCall
{
    private readonly HttpRequestMessage _request;
    private readonly Func<HttpRequestMessage, Task<HttpResponseMessage>> _send;

    private WireCall(
        HttpRequestMessage request,
        JsonObject body,
        Func<HttpRequestMessage, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
    {
        _request = request;
        _send = send;
        Body = body;
        CancellationToken = cancellationToken;
        Operation = request.Headers.TryGetValues("X-Amz-Target", out var target)
            ? target.Single().Split('.')[1]
            : request.Method.Method;
    }

    public string Operation { get; }

    /// <summary>Empty for S3.</summary>
    public JsonObject Body { get; }

    public long? ResponseLength { get; set; }

    public CancellationToken CancellationToken { get; }

    public static async Task<WireCall> ReadAsync(
        HttpRequestMessage request,
        Func<HttpRequestMessage, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
    {
        var isJson = request.Headers.Contains("X-Amz-Target");
        var body = isJson ? JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)) : null;
        return new WireCall(request, body as JsonObject ?? [], send, cancellationToken);
    }

    /// <summary>Passes the call on with the body as it is by now, signed anew.</summary>
    public async Task<JsonObject> PassAsync()
    {
        var body = Encoding.UTF8.GetBytes(Body.ToJsonString());
        _request.Content = new ByteArrayContent(body);
        _request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        var service = _request.Headers.GetValues("X-Amz-Target").Single().StartsWith("AmazonSQS.", StringComparison.Ordinal) ? "sqs" : "dynamodb";
        SigningHandler.Sign(_request, body, LocalAccount.OperatorAccessKey, LocalAws.Secret, service, TimeProvider.System);
        using var response = await _send(_request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken))!.AsObject();
    }
}

/// <summary>Gives SDK clients the wire for a network.</summary>
internal sealed class WireFactory(Wire wire) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(wire, disposeHandler: false);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
