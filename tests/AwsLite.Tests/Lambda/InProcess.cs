using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

/// <summary>A function inside the test's process, with a clock and a log of its own.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 2, 2, 13, 40, 5, TimeSpan.Zero);

    private readonly RuntimeApi _api;
    private readonly MemoryStream _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly LambdaBootstrap _bootstrap;
    private readonly Task _run;

    private InProcess(RuntimeApi api, LambdaBootstrapBuilder builder, LambdaEnvironment environment)
    {
        _api = api;
        _bootstrap = builder
            .ConfigureOptions(options => options.RuntimeApiEndpoint = api.Endpoint)
            .Build(environment, _log, new FixedTime(Now));
        _run = _bootstrap.RunAsync(_stop.Token);
    }

    /// <summary>What was logged so far, as text.</summary>
    public string Log => Encoding.UTF8.GetString(_log.ToArray());

    /// <summary>What was logged so far, by lines.</summary>
    public JsonNode[] JsonLog => [.. Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];

    public static async Task<InProcess> StartAsync(
        Func<Question, ILambdaContext, Task<Answer>> handler, LambdaEnvironment? environment = null) =>
        await StartAsync(
            LambdaBootstrapBuilder.Create<Question, Answer>(handler, TestFunctions.Serializer), environment);

    public static async Task<InProcess> StartAsync(LambdaBootstrapBuilder builder, LambdaEnvironment? environment = null) =>
        new(await RuntimeApi.StartAsync(), builder, environment ?? new());

    /// <returns>What the function posted.</returns>
    public async Task<RecordedRequest> InvokeAsync(string json, string id = "r1", DateTimeOffset deadline = default)
    {
        _api.Invoke(id, json, deadline);
        return await _api.NextPostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _bootstrap.Dispose();
        await _api.DisposeAsync();
        _stop.Dispose();
    }
}
