using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>dynalite, started again whenever it dies, and calls to it.</summary>
internal sealed class Dynalite : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseBetweenStarts = TimeSpan.FromSeconds(1);

    private readonly string _nodeModules;
    private readonly string _tables;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private volatile Task<DynaliteProcess> _current;
    private Task _supervision = Task.CompletedTask;

    private Dynalite(string nodeModules, string tables, TimeProvider time, CancellationToken cancellationToken)
    {
        _nodeModules = nodeModules;
        _tables = tables;
        _time = time;
        _current = DynaliteProcess.StartAsync(nodeModules, tables, time, cancellationToken);
    }

    /// <summary>Where the one that answers at present listens.</summary>
    public Uri Endpoint => _current.Result.Endpoint;

    /// <summary>The process that answers at present.</summary>
    public int ProcessId => _current.IsCompletedSuccessfully ? _current.Result.Id : 0;

    /// <exception cref="InvalidOperationException">It does not start; the message has what it said.</exception>
    public static async Task<Dynalite> StartAsync(
        string nodeModules, string tables, TimeProvider time, CancellationToken cancellationToken)
    {
        var dynalite = new Dynalite(nodeModules, tables, time, cancellationToken);
        await dynalite._current;
        dynalite._supervision = dynalite.SuperviseAsync();
        return dynalite;
    }

    /// <summary>Passes a request on; waits while dynalite is being started.</summary>
    /// <param name="request">Its address is relative; the host is dynalite's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">dynalite died meanwhile: the request may have had its effect.</exception>
    /// <exception cref="TimeoutException">dynalite does not come up again.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var process = await _current.WaitAsync(LongestStart, _time, cancellationToken);
        process.Address(request);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The answer to DescribeTable.</summary>
    /// <exception cref="DynamoDbException">There is no such table.</exception>
    public Task<JsonObject> DescribeTableAsync(string table, CancellationToken cancellationToken) =>
        CallAsync("DescribeTable", new JsonObject { ["TableName"] = table }, cancellationToken);

    /// <summary>A call of LocalCloud's own.</summary>
    /// <exception cref="DynamoDbException">DynamoDB answers with an error.</exception>
    public async Task<JsonObject> CallAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/", UriKind.Relative))
        {
            Content = new StringContent(body.ToJsonString()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", $"DynamoDB_20120810.{operation}");
        request.Headers.Add("X-Amz-Date", "20000101T000000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await SendAsync(request, cancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject ?? [];
        return response.IsSuccessStatusCode
            ? answer
            : throw new DynamoDbException(
                answer["__type"]?.GetValue<string>() ?? "",
                (answer["message"] ?? answer["Message"])?.GetValue<string>() ?? "",
                (int)response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        if (_current.IsCompletedSuccessfully)
        {
            await (await _current).DisposeAsync();
        }

        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                var process = await _current;
                await process.Exited.WaitAsync(_stopping.Token);
                await process.DisposeAsync();
                await (_current = RestartAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    private async Task<DynaliteProcess> RestartAsync()
    {
        while (true)
        {
            try
            {
                return await DynaliteProcess.StartAsync(_nodeModules, _tables, _time, _stopping.Token);
            }
            catch (InvalidOperationException)
            {
                // Callers wait meanwhile; what keeps it from starting may pass.
                await Task.Delay(PauseBetweenStarts, _time, _stopping.Token);
            }
        }
    }
}
