using System.Net;
using System.Net.Sockets;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Where the environment names proxies, as offices and tools do.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly LocalRun _run = new();
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _connections;

    public ProxyTests()
    {
        _proxy.Start();
        _ = CountAsync();
    }

    private Dictionary<string, string> Proxies => new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" }
        .ToDictionary(name => name, _ => $"http://127.0.0.1:{((IPEndPoint)_proxy.LocalEndpoint).Port}");

    public void Dispose()
    {
        _stop.Cancel();
        _proxy.Dispose();
        _stop.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Nothing_that_is_meant_for_this_machine_goes_to_a_proxy()
    {
        var environment = Proxies.Concat([KeyValuePair.Create("no_proxy", ""), KeyValuePair.Create("NO_PROXY", "")])
            .ToDictionary(variable => variable.Key, variable => variable.Value);
        await using var up = _run.UpWith(environment, "--source", "simulated", "--speed", "600");
        await _run.WaitForItemsAsync();
        foreach (var command in new[] { "status", "query BTCUSDT", "counter show", "dlq list" })
        {
            await using var process = PipelineProcess.Start(environment, [.. command.Split(' '), .. _run.Where]);
            var exitCode = await process.ExitAsync(LocalRun.Patience);
            Assert.True(exitCode is 0 or 1, $"{command}: {exitCode}: {process.Output}{process.Errors}");
        }

        Assert.Equal(0, Volatile.Read(ref _connections));
    }

    private async Task CountAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _proxy.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
