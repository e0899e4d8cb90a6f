using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>
/// Backfills from archives that are half, out of order, absent or issued again with other values in between.
/// <c>CAMPAIGN_SEED</c> repeats a run.
/// </summary>
public sealed class ArchiveWeatherTests(ITestOutputHelper output)
{
    private const int Rounds = 5;
    private const int EveryMinutes = 10;

    private static readonly string[] Days = ["2026-02-02", "2026-02-03", "2026-02-04"];

    [Fact]
    public async Task After_half_unsorted_and_re_issued_archives_the_table_has_what_the_last_ones_say()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGN_SEED"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : Environment.TickCount & 0xFFFF;
        output.WriteLine($"CAMPAIGN_SEED={seed}");
        var random = new Random(seed);
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var host = new ArchiveHost();
        var issued = new Dictionary<(string Symbol, string OpenTime), HashSet<string>>();
        var issue = 0;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (symbol, day) in SymbolDays())
            {
                issue += random.Next(2);
                Publish(host, symbol, day, issue, (Condition)random.Next(4), random, issued);
            }

            await BackfillAsync(pipeline, host, again: random.Next(2) == 0);

            // Some of them are not there; none is there that no archive has said.
            await QuietAsync(pipeline);
            Assert.All(await ItemsAsync(pipeline), item => Assert.Contains(item.Value, issued[item.Key]));
        }

        issue++;
        var last = new Dictionary<(string Symbol, string OpenTime), HashSet<string>>();
        foreach (var (symbol, day) in SymbolDays())
        {
            Publish(host, symbol, day, issue, Condition.Whole, random, last);
        }

        var (_, said) = await BackfillAsync(pipeline, host, again: true);
        await QuietAsync(pipeline);

        output.WriteLine(said);
        Assert.Equal(
            last.Select(each => $"{each.Key}: {each.Value.Single()}").Order(StringComparer.Ordinal),
            (await ItemsAsync(pipeline)).Select(item => $"{item.Key}: {item.Value}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(int Symbol, string Day)> SymbolDays() => Enumerable.Range(1, 2).SelectMany(symbol => Days.Select(day => (symbol, day)));

    /// <summary>Puts the day's archive there; each issue has other values.</summary>
    private static void Publish(
        ArchiveHost host, int symbol, string day, int issue, Condition condition, Random random, Dictionary<(string Symbol, string OpenTime), HashSet<string>> issued)
    {
        var start = DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Candle[] candles =
        [
            .. Enumerable.Range(0, 1440 / EveryMinutes).Select(number => start.AddMinutes(number * EveryMinutes)).Select(
                (time, number) => MinuteFiles.Candle(number % 100, symbol) with { OpenTime = time, CloseTime = time.AddMilliseconds(59_999), TradeCount = 1000 + issue }),
        ];
        switch (condition)
        {
            case Condition.Half:
                candles = candles[..random.Next(1, candles.Length)];
                break;
            case Condition.Unsorted:
                random.Shuffle(candles);
                break;
            case Condition.AsItWas:
                return;
        }

        host.Add($"{candles[0].Symbol}", day, ArchiveHost.Csv(candles));
        foreach (var candle in candles)
        {
            var key = ($"{candle.Symbol}", candle.OpenTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            if (!issued.TryGetValue(key, out var values))
            {
                issued[key] = values = [];
            }

            values.Add(Values(candle.Close, candle.TradeCount));
        }
    }

    private static string Values(decimal close, long trades) => string.Create(CultureInfo.InvariantCulture, $"{close / 1.0000000000000000000m} {trades}");

    private static async Task<(int ExitCode, string Said)> BackfillAsync(RunningPipeline pipeline, ArchiveHost host, bool again)
    {
        string[] options =
        [
            "backfill", .. pipeline.Where, "--symbols", "SYM1USDT,SYM2USDT", "--from", Days[0], "--to", "2026-02-05",
            "--archive-url", host.Url, "--exchange-url", host.Url, "--json", .. again ? (string[])["--again"] : [],
        ];
        await using var backfill = PipelineProcess.Start(options);
        var exitCode = await backfill.ExitAsync(LocalRun.Patience);

        // A day that lacks minutes is 1; it never ends in any other way.
        Assert.True(exitCode is 0 or 1 && backfill.LastLine.StartsWith('{') && JsonNode.Parse(backfill.LastLine) is not null, backfill.Output + backfill.Errors);
        return (exitCode, backfill.Output + backfill.Errors);
    }

    private static async Task QuietAsync(RunningPipeline pipeline) => await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);

    private static async Task<Dictionary<(string Symbol, string OpenTime), string>> ItemsAsync(RunningPipeline pipeline) =>
        (await pipeline.ItemsAsync()).ToDictionary(
            item => (item[ProcessedData.Symbol].S, item[ProcessedData.OpenTime].S),
            item => Values(
                decimal.Parse(item[ProcessedData.Close].N, CultureInfo.InvariantCulture), long.Parse(item[ProcessedData.TradeCount].N, CultureInfo.InvariantCulture)));

    private enum Condition
    {
        Whole,
        Half,
        Unsorted,
        AsItWas,
    }
}
