using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline backfill</c> as a user sees it, against a running pipeline.</summary>
public sealed class BackfillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backfill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Months_days_and_the_newest_day_come_from_where_they_are_and_all_are_in_the_table()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var host = new ArchiveHost();
        var january = Candles(symbol: 1, "2026-01-01", days: 31, everyMinutes: 720);
        var days = Candles(symbol: 1, "2026-02-01", days: 2, everyMinutes: 60);
        host.Add("SYM1USDT", "2026-01", ArchiveHost.Csv(january, microseconds: true));
        host.Add("SYM1USDT", "2026-02-01", "open_time,open,high\n" + ArchiveHost.Csv(days.Where(candle => candle.OpenTime.Day == 1)));
        // The second has no archive yet; its minutes take two pages.
        var newest = Candles(symbol: 1, "2026-02-02", days: 1, everyMinutes: 1);
        // The exchange itself has no more of the days before, which its later candles show.
        host.Klines.AddRange([.. january, .. days.Where(candle => candle.OpenTime.Day == 1), .. newest]);

        var (exitCode, result, output) = await BackfillAsync(
            pipeline, "--symbols", "SYM1USDT", "--from", "2026-01-01", "--to", "2026-02-03", "--archive-url", host.Url, "--exchange-url", host.Url);

        Assert.True(exitCode == 0, output);
        Assert.Equal("""{"uploaded":33,"present":0,"missing":0,"failed":0}""", result!["days"]!.ToJsonString());
        Candle[] expected = [.. january, .. days.Where(candle => candle.OpenTime.Day == 1), .. newest];
        Assert.Equal(expected.Length, (int)result["rows"]!);
        Assert.Equal(((33 * 1440) - expected.Length, 0), ((int)result["holes"]!, (int)result["gaps"]!));
        Assert.Contains("rows/s", output, StringComparison.Ordinal);
        AssertEqual(expected, await pipeline.ItemsAsync());
    }

    [Fact]
    public async Task Interrupted_half_way_and_run_again_it_comes_to_the_same()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal for another process.");
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var host = new ArchiveHost { SilentFrom = 61 };
        var candles = new List<Candle>();
        foreach (var symbol in new[] { 1, 2 })
        {
            candles.AddRange(Candles(symbol, "2026-02-02", days: 10, everyMinutes: 30));
        }

        foreach (var day in candles.GroupBy(candle => (candle.Symbol, candle.OpenTime.Date)))
        {
            host.Add($"{day.Key.Symbol}", $"{day.Key.Date:yyyy-MM-dd}", ArchiveHost.Csv(day));
        }

        // The exchange has no more than the archive, which a later candle shows.
        host.Klines.AddRange([.. candles, .. Candles(1, "2026-02-12", days: 1, everyMinutes: 1440), .. Candles(2, "2026-02-12", days: 1, everyMinutes: 1440)]);
        string[] options =
        [
            "--symbols", "SYM1USDT,SYM2USDT", "--from", "2026-02-02", "--to", "2026-02-12", "--archive-url", host.Url, "--exchange-url", host.Url,
        ];
        await using var first = PipelineProcess.Start(["backfill", .. pipeline.Where, .. options]);
        // Nothing is read any more, and what was read is in S3.
        await Eventually.TrueAsync(() => Task.FromResult(host.Requests >= 61));
        var before = await Eventually.GetAsync(() => KeysAsync(pipeline), keys => keys.Count >= 8);
        // To the command the same as Ctrl+C, which whoever runs the tests in the background has switched off for all below.
        using var kill = Process.Start("kill", $"-TERM {first.Id}");
        Assert.Equal(130, await first.ExitAsync(LocalRun.Patience));
        Assert.Contains("Interrupted", first.Errors, StringComparison.Ordinal);
        before = await KeysAsync(pipeline);
        Assert.InRange(before.Count, 8, 19);
        host.SilentFrom = int.MaxValue;

        var (exitCode, result, output) = await BackfillAsync(pipeline, options);
        var (exitCodeAgain, again, _) = await BackfillAsync(pipeline, options);

        Assert.True(exitCode == 0, output);
        Assert.Equal($$"""{"uploaded":{{20 - before.Count}},"present":{{before.Count}},"missing":0,"failed":0}""", result!["days"]!.ToJsonString());
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
        AssertEqual(candles, await pipeline.ItemsAsync());
        Assert.Equal(0, exitCodeAgain);
        Assert.Equal("""{"uploaded":0,"present":20,"missing":0,"failed":0}""", again!["days"]!.ToJsonString());
        Assert.Equal(20, (await KeysAsync(pipeline)).Count);
    }

    [Fact]
    public async Task A_wrong_checksum_is_named_and_only_its_day_is_left_out()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var host = new ArchiveHost();
        var candles = Candles(symbol: 1, "2026-02-02", days: 2, everyMinutes: 60);
        var wrong = new string('0', 64);
        host.Add("SYM1USDT", "2026-02-02", ArchiveHost.Csv(candles.Where(candle => candle.OpenTime.Day == 2)), wrong);
        host.Add("SYM1USDT", "2026-02-03", ArchiveHost.Csv(candles.Where(candle => candle.OpenTime.Day == 3)));

        var (exitCode, result, output) = await BackfillAsync(
            pipeline, "--symbols", "SYM1USDT", "--from", "2026-02-02", "--to", "2026-02-04", "--archive-url", host.Url, "--exchange-url", host.Url);

        Assert.Equal(1, exitCode);
        Assert.Equal("""{"uploaded":1,"present":0,"missing":0,"failed":1}""", result!["days"]!.ToJsonString());
        Assert.Matches($"SYM1USDT-1m-2026-02-02.zip has another checksum than it should: expected {wrong}, found [0-9a-f]{{64}}", output);
        AssertEqual(candles.Where(candle => candle.OpenTime.Day == 3), await pipeline.ItemsAsync());
    }

    [Fact]
    public async Task A_part_of_a_day_from_a_folder_is_one_file_and_its_bad_rows_are_told()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        var candles = Candles(symbol: 1, "2026-02-02", days: 1, everyMinutes: 1);
        var csv = ArchiveHost.Csv(candles).Split('\n');
        csv[605] = csv[605].Replace("1770026700000", "1770026700001", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder, "SYM1USDT.csv"), string.Join('\n', csv), TestContext.Current.CancellationToken);

        var (exitCode, result, output) = await BackfillAsync(
            pipeline, "--symbols", "SYM1USDT", "--from", "2026-02-02T10:00:00Z", "--to", "2026-02-02T10:30:00Z", "--path", _folder);

        Assert.True(exitCode == 1, output);
        Assert.Equal((29, 1, 1), ((int)result!["rows"]!, (int)result["rejectedRows"]!, (int)result["gaps"]!));
        Assert.Contains("Missing: SYM1USDT 2026-02-02T10:05:00Z to 2026-02-02T10:05:00Z, 1 minute.", output, StringComparison.Ordinal);
        Assert.Contains("SYM1USDT.csv line 606, column open_time: '1770026700001' is not a whole minute", output, StringComparison.Ordinal);
        Assert.Equal(["backfill_1_min/dt=2026-02-02/SYM1USDT-1000-1029.tsv"], await KeysAsync(pipeline));
        AssertEqual(candles.Where((_, minute) => minute is >= 600 and < 630 and not 605), await pipeline.ItemsAsync());
        Assert.Empty(await pipeline.SlotsAsync());
    }

    [Fact]
    public async Task The_rest_of_a_day_and_values_that_were_issued_anew_reach_the_table()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var host = new ArchiveHost();
        var day = Candles(symbol: 1, "2026-02-02", days: 1, everyMinutes: 1);
        string[] options = ["--symbols", "SYM1USDT", "--from", "2026-02-02", "--to", "2026-02-03", "--archive-url", host.Url, "--exchange-url", host.Url];

        host.Add("SYM1USDT", "2026-02-02", ArchiveHost.Csv(day.Take(300)));
        var half = await BackfillAsync(pipeline, options);
        host.Add("SYM1USDT", "2026-02-02", ArchiveHost.Csv(day));
        var rest = await BackfillAsync(pipeline, options);
        List<Candle> anew = [.. day.Select((candle, minute) => minute == 3 ? candle with { High = candle.High + 1 } : candle)];
        host.Add("SYM1USDT", "2026-02-02", ArchiveHost.Csv(anew));
        var told = await BackfillAsync(pipeline, options);
        var before = await pipeline.ItemsAsync();
        var again = await BackfillAsync(pipeline, [.. options, "--again"]);

        Assert.Equal((1, 300, 1140), (half.ExitCode, (int)half.Result!["rows"]!, (int)half.Result["gaps"]!));
        Assert.Contains("Missing: SYM1USDT 2026-02-02T05:00:00Z to 2026-02-02T23:59:00Z, 1,140 minutes.", half.Output, StringComparison.Ordinal);
        Assert.True(rest.ExitCode == 0, rest.Output);
        Assert.Equal(1140, (int)rest.Result!["rows"]!);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("SYM1USDT-1m-2026-02-02.zip has other values for 1 minute than what was brought before", told.Output, StringComparison.Ordinal);
        AssertEqual(day, before);
        Assert.Equal(1440, (int)again.Result!["rows"]!);
        AssertEqual(anew, await pipeline.ItemsAsync());
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_a_sentence()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var host = new ArchiveHost();
        await File.WriteAllTextAsync(Path.Combine(_folder, "SYM1USDT.csv"), "", TestContext.Current.CancellationToken);
        const string Days = "--symbols SYM2USDT --from 2026-02-02 --to 2026-02-03";
        (string Options, int ExitCode, string Named)[] cases =
        [
            ($"{Days} --path {_folder}", 2, "has no archive of SYM2USDT; it has SYM1USDT"),
            ($"{Days} --path nowhere", 2, "nowhere does not exist"),
            ($"{Days} --archive-url http://127.0.0.1:1/", 1, "The archive did not give SYM2USDT-1m-2026-02-02.zip"),
            ($"{Days} --archive-url {host.Url} --exchange-url {host.Url} --no-wait", 1, "Missing: SYM2USDT 2026-02-02T00:00:00Z to 2026-02-02T23:59:00Z, 1,440 minutes."),
            ($"{Days} --archive-url archive", 2, "'archive' is not an http or https address"),
            ($"{Days} --port 1", 2, "No local run answers at http://127.0.0.1:1: start it with 'pipeline up'"),
            ("--from 2026-02-30 --to 2026-03-01", 2, "'2026-02-30' is not a whole minute"),
            ("--from 2026-02-03 --to 2026-02-03", 2, "must be later than --from"),
            ("--from 2999-01-01 --to 2999-01-02", 2, "is not in the past"),
            ("--symbols btcusdt --from 2026-02-02 --to 2026-02-03", 2, "'btcusdt' is not a symbol"),
        ];

        var runs = cases.Select(each => PipelineProcess.Start(
            ["backfill", .. each.Options.Contains("--port", StringComparison.Ordinal) ? pipeline.Where[2..] : pipeline.Where, .. each.Options.Split(' ')])).ToList();
        foreach (var ((options, expected, named), run) in cases.Zip(runs))
        {
            await using (run)
            {
                Assert.True(await run.ExitAsync(LocalRun.Patience) == expected, options + run.Output + run.Errors);
                Assert.Contains(named, run.Output + run.Errors, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Real klines of a day, which the project does not carry: in a folder beside it, or one named.</summary>
    [Fact]
    public async Task A_recorded_day_of_seven_symbols_becomes_items_equal_to_the_source()
    {
        var path = Environment.GetEnvironmentVariable("MARKET_DATA_FOLDER")
            ?? Path.Combine(Checkout.Root, "..", "shared", "data", "binance", "klines-1m", "2026-02-02");
        Assert.SkipUnless(Directory.Exists(path), $"No recorded klines at {path}; MARKET_DATA_FOLDER names another folder.");
        await using var pipeline = await RunningPipeline.StartAsync();
        var symbols = Directory.EnumerateFiles(path, "*.csv").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();

        var (exitCode, result, output) = await BackfillAsync(
            pipeline, "--symbols", string.Join(',', symbols), "--from", "2026-02-02", "--to", "2026-02-03", "--path", path);

        Assert.True(exitCode == 0, output);
        Assert.Equal(symbols.Count * 1440, (int)result!["rows"]!);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        var source = symbols.SelectMany(symbol => File.ReadLines(Path.Combine(path, $"{symbol}.csv")).Select(line => Text(symbol, line.Split(','))));
        Assert.Equal(source.Order(StringComparer.Ordinal), (await pipeline.ItemsAsync()).Select(Text).Order(StringComparer.Ordinal));
    }

    private static async Task<(int ExitCode, JsonNode? Result, string Output)> BackfillAsync(RunningPipeline pipeline, params string[] options)
    {
        await using var backfill = PipelineProcess.Start(["backfill", .. pipeline.Where, .. options, "--json"]);
        var exitCode = await backfill.ExitAsync(LocalRun.Patience);
        var last = backfill.LastLine;
        return (exitCode, last.StartsWith('{') ? JsonNode.Parse(last) : null, backfill.Output + backfill.Errors);
    }

    private static async Task<List<string>> KeysAsync(RunningPipeline pipeline)
    {
        var response = await pipeline.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = pipeline.Bucket, Prefix = RepairFileKey.Backfill.Prefix });
        return [.. (response.S3Objects ?? []).Select(found => found.Key)];
    }

    private static List<Candle> Candles(int symbol, string from, int days, int everyMinutes)
    {
        var start = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return
        [
            .. Enumerable.Range(0, days * 1440 / everyMinutes).Select(number => start.AddMinutes(number * everyMinutes)).Select(
                (time, number) => MinuteFiles.Candle(number % 100, symbol) with { OpenTime = time, CloseTime = time.AddMilliseconds(59_999) }),
        ];
    }

    private static void AssertEqual(IEnumerable<Candle> expected, IEnumerable<Dictionary<string, AttributeValue>> items) => Assert.Equal(
        ArchiveHost.Csv(expected).Split('\n', StringSplitOptions.RemoveEmptyEntries).Zip(expected, (line, candle) => Text($"{candle.Symbol}", line.Split(',')))
            .Order(StringComparer.Ordinal),
        items.Select(Text).Order(StringComparer.Ordinal));

    // DynamoDB keeps every digit of a number but trailing zeros.
    private static string Text(string symbol, string[] row) => string.Join(
        ' ',
        new[] { symbol, Iso(row[0], "yyyy-MM-dd'T'HH:mm:ss'Z'"), Iso(row[6], "yyyy-MM-dd'T'HH:mm:ss.fff'Z'") }
            .Concat(new[] { 1, 2, 3, 4, 5, 7, 8, 9, 10 }.Select(column => Number(row[column]))));

    private static string Text(Dictionary<string, AttributeValue> item) => string.Join(
        ' ',
        new[] { item[ProcessedData.Symbol].S, item[ProcessedData.OpenTime].S, item[ProcessedData.CloseTime].S }.Concat(new[]
        {
            ProcessedData.Open, ProcessedData.High, ProcessedData.Low, ProcessedData.Close, ProcessedData.BaseVolume,
            ProcessedData.QuoteVolume, ProcessedData.TradeCount, ProcessedData.TakerBuyBaseVolume, ProcessedData.TakerBuyQuoteVolume,
        }.Select(name => Number(item[name].N))));

    private static string Iso(string milliseconds, string format) => DateTimeOffset
        .FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture)).UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private static string Number(string text) =>
        (decimal.Parse(text, CultureInfo.InvariantCulture) / 1.000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
