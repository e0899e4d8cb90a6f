using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>
/// A run whose table has a minute file's five symbols, and of the first of them ten minutes more, with a gap of five before these.
/// </summary>
[CollectionDefinition(nameof(RunWithCandles))]
public sealed class RunWithCandles : IAsyncLifetime, ICollectionFixture<RunWithCandles>
{
    public const string Symbol = "SYM0USDT";

    private const int Items = 15;

    private RunningPipeline? _pipeline;

    internal RunningPipeline Pipeline => _pipeline!;

    public async ValueTask InitializeAsync()
    {
        _pipeline = await RunningPipeline.StartAsync();
        await _pipeline.UploadAsync(MinuteFiles.Key(0), await MinuteFiles.ContentAsync(0, 5));
        var first = MinuteFiles.Candle(6, 0);
        await _pipeline.UploadAsync(
            RepairFileKey.Backfill.For(first.Symbol, first.OpenTime, first.OpenTime.AddMinutes(9)), await MinuteFiles.RepairAsync(0, 6, 10));
        await Eventually.GetAsync(_pipeline.ItemsAsync, items => items.Count == Items);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pipeline is not null)
        {
            await _pipeline.DisposeAsync();
        }
    }

    /// <summary>Runs the command to its end.</summary>
    internal async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var process = PipelineProcess.Start([.. arguments, .. Pipeline.Where]);
        return (await process.ExitAsync(LocalRun.Patience), process.Output, process.Errors);
    }
}
