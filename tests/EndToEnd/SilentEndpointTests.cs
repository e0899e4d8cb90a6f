using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Each command, where what listens on the port accepts connections and says nothing.</summary>
public sealed class SilentEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("silent-").FullName;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentEndpointTests()
    {
        // The backlog takes the connections; nobody looks at them.
        _listener.Start(100);
        OperatorCredentials.Ensure(_folder);
        var outputs = new JsonObject
        {
            ["MinuteFilesBucket"] = "files",
            ["RowsQueue"] = $"{Endpoint}000000000000/rows",
            ["DeadLettersQueue"] = $"{Endpoint}000000000000/dead-letters",
            ["FailedObjectsQueue"] = $"{Endpoint}000000000000/failed-objects",
            ["ProcessedDataTable"] = "ProcessedData",
            ["PipelineStateTable"] = "PipelineState",
            ["FanOutFunction"] = "FanOut",
            ["WriterFunction"] = "Writer",
            ["Symbols"] = "BTCUSDT",
            ["FileLimit"] = "3",
            ["RowsPerFile"] = "5",
            ["FetcherGroup"] = "group",
            ["FetcherLogs"] = "fetcher",
            ["FanOutLogs"] = "fan-out",
            ["WriterLogs"] = "writer",
        };
        File.WriteAllText(Path.Combine(_folder, "outputs.json"), new JsonObject { ["ServerlessPipeline"] = outputs }.ToJsonString());
    }

    private Uri Endpoint => new($"http://127.0.0.1:{Port}");

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("query BTCUSDT")]
    [InlineData("audit")]
    [InlineData("trace data_1_min/dt=2026-02-02/1340.tsv")]
    [InlineData("counter show")]
    [InlineData("dlq list")]
    [InlineData("clear --items --yes")]
    [InlineData("events make s3 data_1_min/dt=2026-02-02/1340.tsv")]
    [InlineData("invoke Writer --event EVENT")]
    public async Task A_command_says_in_one_sentence_that_nothing_answers(string command)
    {
        var arguments = command.Replace("EVENT", Path.Combine(Checkout.Root, "events", "writer-batch.json"), StringComparison.Ordinal).Split(' ');
        await using var process = PipelineProcess.Start(
            [.. arguments, "--data", _folder, "--port", Port.ToString(CultureInfo.InvariantCulture)]);

        var exitCode = await process.ExitAsync(LocalRun.Patience);

        Assert.Equal(2, exitCode);
        // Some say first what they were about.
        var sentence = Assert.Single(process.Errors.Trim().Split('\n'));
        Assert.Contains($"http://127.0.0.1:{Port} has said nothing for 10 seconds.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_a_wrong_command_goes_to_standard_error()
    {
        await using var process = PipelineProcess.Start("query", "btcusdt", "--format", "csv");

        var exitCode = await process.ExitAsync(LocalRun.Patience);

        Assert.Equal((2, ""), (exitCode, process.Output));
        Assert.Contains("Usage:", process.Errors, StringComparison.Ordinal);
    }
}
