using System.IO.Compression;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange.Replay;

namespace ServerlessPipeline.SimulatedExchange.Tests;

public sealed class ReplayFolderTests : IDisposable
{
    // Two minutes made up in the archive's form: digits as uneven as the venue's.
    private const string First =
        "1769990400000,9.9090,9.94,9.9080,9.92200,33341,1769990459999,330979.2550,1122,19174,190351.532,0";

    private const string Second =
        "1769990460000,9.9220,9.934,9.877,9.8840,65605,1769990519999,650218.576,1828,34094.0,338022.3080,0";

    private const string FirstInMicroseconds =
        "1769990400000000,9.9090,9.94,9.9080,9.92200,33341,1769990459999999,330979.2550,1122,19174,190351.532,0";

    private const string Header =
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
        + "taker_buy_quote_volume,ignore";

    private static readonly DateTimeOffset FirstOpen = DateTimeOffset.FromUnixTimeMilliseconds(1769990400000);
    private static readonly DateTimeOffset DayAfter = FirstOpen.AddDays(1);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replayed_klines_are_the_very_text_of_the_file()
    {
        await WriteAsync("AVAXUSDT.csv", First, Second);
        await using var exchange = await RunningExchange.StartAsync(ReplayFolder.Open(_folder.Path), start: DayAfter);

        var text = await exchange.TextAsync("/api/v3/klines?symbol=AVAXUSDT&interval=1m");

        Assert.Equal(
            """[[1769990400000,"9.9090","9.94","9.9080","9.92200","33341",1769990459999,"330979.2550",1122"""
            + ""","19174","190351.532","0"],"""
            + """[1769990460000,"9.9220","9.934","9.877","9.8840","65605",1769990519999,"650218.576",1828"""
            + ""","34094.0","338022.3080","0"]]""",
            text);
    }

    [Theory]
    [InlineData("AVAXUSDT.csv")]
    [InlineData("AVAXUSDT-1m-2026-02-02.csv")]
    [InlineData("AVAXUSDT-1m-2026-02.csv")]
    [InlineData("AVAXUSDT.csv.gz")]
    [InlineData("AVAXUSDT-1m-2026-02-02.csv.gz")]
    [InlineData("AVAXUSDT-1m-2026-02-02.zip")]
    public async Task Every_form_of_file_is_read_with_and_without_a_header(string name)
    {
        await WriteAsync(name, First, Second);
        var plain = ReplayFolder.Open(_folder.Path);
        await WriteAsync(name, Header, First, Second, "");
        var withHeader = ReplayFolder.Open(_folder.Path);

        Assert.Equal(["9.92200", "9.8840"], Closes(plain));
        Assert.Equal(["9.92200", "9.8840"], Closes(withHeader));
    }

    [Fact]
    public async Task Microseconds_are_read_as_the_milliseconds_that_they_are()
    {
        await WriteAsync("AVAXUSDT.csv", First);
        var milliseconds = Read(ReplayFolder.Open(_folder.Path));
        await WriteAsync("AVAXUSDT.csv", FirstInMicroseconds);
        var microseconds = Read(ReplayFolder.Open(_folder.Path));

        Assert.Equal(milliseconds, microseconds);
    }

    [Fact]
    public async Task Several_files_of_a_symbol_are_one_history_in_order_and_shared_rows_count_once()
    {
        await WriteAsync("AVAXUSDT-1m-2026-02-02.csv", Second);
        await WriteAsync("AVAXUSDT-1m-2026-02.zip", First, Second);

        var folder = ReplayFolder.Open(_folder.Path);

        Assert.Equal(["9.92200", "9.8840"], Closes(folder));
    }

    [Fact]
    public async Task Files_that_contradict_each_other_are_named()
    {
        await WriteAsync("AVAXUSDT-1m-2026-02-02.csv", First);
        await WriteAsync("AVAXUSDT-1m-2026-02.csv", First.Replace("1122", "1123"));

        var error = Assert.Throws<FormatException>(() => ReplayFolder.Open(_folder.Path));

        Assert.Contains("AVAXUSDT-1m-2026-02-02.csv", error.Message);
        Assert.Contains("AVAXUSDT-1m-2026-02.csv", error.Message);
    }

    [Fact]
    public async Task Symbols_are_in_name_order_and_the_times_span_all_of_them()
    {
        await WriteAsync("LTCUSDT.csv", Second);
        await WriteAsync("AVAXUSDT.csv", First);
        await WriteAsync("notes.txt", "not a kline");
        await WriteAsync("AVAXUSDT.zip.CHECKSUM", "00");

        var folder = ReplayFolder.Open(_folder.Path);

        Assert.Equal(["AVAXUSDT", "LTCUSDT"], folder.Symbols.Select(symbol => symbol.ToString()));
        Assert.Equal(FirstOpen, folder.FirstOpenTime);
        Assert.Equal(FirstOpen.AddMinutes(1), folder.LastOpenTime);
    }

    [Theory]
    [InlineData("9.94,", "9,94,", "line 2: the line has 13 columns")]
    [InlineData("9.94", "high", "line 2, column high: 'high' is not a decimal number")]
    [InlineData("9.9080", "", "line 2, column low: '' is not a decimal number")]
    [InlineData("1122", "11.5", "line 2, column trade_count: '11.5' is not a whole number")]
    [InlineData("1769990459999", "soon", "line 2, column close_time: 'soon' is not a time")]
    [InlineData("1769990400000", "1769990400000000000",
        "line 2, column open_time: '1769990400000000000' is not a time")]
    public async Task Malformed_row_stops_the_start_and_is_found_by_file_line_column_and_value(
        string right, string wrong, string expected)
    {
        await WriteAsync("AVAXUSDT.csv", Second, First.Replace(right, wrong));

        var error = Assert.Throws<FormatException>(() => ReplayFolder.Open(_folder.Path));

        Assert.Contains($"AVAXUSDT.csv {expected}", error.Message);
    }

    [Fact]
    public async Task Name_without_a_symbol_damaged_archives_and_empty_folders_are_refused()
    {
        Assert.Throws<FileNotFoundException>(() => ReplayFolder.Open(_folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => ReplayFolder.Open(_folder["missing"]));

        await WriteAsync("AVAXUSDT-1h-2026-02-02.csv", First);
        Assert.Contains("AVAXUSDT-1h", Assert.Throws<FormatException>(() => ReplayFolder.Open(_folder.Path)).Message);
        File.Delete(_folder["AVAXUSDT-1h-2026-02-02.csv"]);

        foreach (var name in new[] { "AVAXUSDT.csv.gz", "AVAXUSDT.zip" })
        {
            await File.WriteAllTextAsync(_folder[name], "no archive at all", TestContext.Current.CancellationToken);
            Assert.Contains(name, Assert.Throws<FormatException>(() => ReplayFolder.Open(_folder.Path)).Message);
            File.Delete(_folder[name]);
        }
    }

    [Fact]
    public async Task Unfinished_kline_shows_its_open_and_nothing_of_what_is_to_come()
    {
        await WriteAsync("AVAXUSDT.csv", First, Second);
        await using var exchange = await RunningExchange.StartAsync(
            ReplayFolder.Open(_folder.Path), start: FirstOpen.AddMilliseconds(119_999));

        var unfinished = await exchange.TextAsync("/api/v3/klines?symbol=AVAXUSDT&interval=1m&limit=1");
        exchange.Time.Advance(TimeSpan.FromMilliseconds(1));
        var finished = await exchange.TextAsync("/api/v3/klines?symbol=AVAXUSDT&interval=1m&limit=1");

        Assert.Equal(
            """[[1769990460000,"9.9220","9.9220","9.9220","9.9220","0.00000000",1769990519999,"0.00000000",0"""
            + ""","0.00000000","0.00000000","0"]]""",
            unfinished);
        Assert.Contains("9.8840", finished);
    }

    [Fact]
    public async Task Hole_in_the_recording_is_a_hole_in_the_answer()
    {
        var third = Second.Replace("1769990460000", "1769990580000").Replace("1769990519999", "1769990639999");
        await WriteAsync("AVAXUSDT.csv", First, third);
        await using var exchange = await RunningExchange.StartAsync(ReplayFolder.Open(_folder.Path), start: DayAfter);

        var newest = await exchange.OpenTimesAsync("symbol=AVAXUSDT&limit=2");
        var within = await exchange.OpenTimesAsync("symbol=AVAXUSDT&startTime=1769990460000&endTime=1769990520000");

        Assert.Equal([FirstOpen, FirstOpen.AddMinutes(3)], newest);
        Assert.Empty(within);
    }

    /// <summary>Real klines of a day, which the project does not carry: in a folder beside it, or one named.</summary>
    [Fact]
    public void Recorded_day_of_the_exchange_replays_whole()
    {
        var path = Environment.GetEnvironmentVariable("MARKET_DATA_FOLDER") ?? Path.Combine(
            RepositoryRoot(), "..", "shared", "data", "binance", "klines-1m", "2026-02-02");
        Assert.SkipUnless(
            Directory.Exists(path), $"No recorded klines at {path}; MARKET_DATA_FOLDER names another folder.");

        var folder = ReplayFolder.Open(path);

        Assert.NotEmpty(folder.Symbols);
        foreach (var symbol in folder.Symbols)
        {
            var klines = folder.Read(symbol, new KlineRange(0, long.MaxValue - 1, 1440, Newest: false), long.MaxValue);
            var file = File.ReadAllLines(Path.Combine(path, $"{symbol}.csv"));
            Assert.Equal(file, klines.Select(kline => string.Join(',',
                kline.OpenTime, kline.Open, kline.High, kline.Low, kline.Close, kline.BaseVolume, kline.CloseTime,
                kline.QuoteVolume, kline.TradeCount, kline.TakerBuyBaseVolume, kline.TakerBuyQuoteVolume, "0")));
        }
    }

    private static IEnumerable<string> Closes(ReplayFolder folder) => Read(folder).Select(kline => kline.Close);

    private static IReadOnlyList<Kline> Read(ReplayFolder folder) => folder.Read(
        Symbol.Parse("AVAXUSDT"), new KlineRange(0, DayAfter.ToUnixTimeMilliseconds(), 10, Newest: false),
        DayAfter.ToUnixTimeMilliseconds());

    private async Task WriteAsync(string name, params string[] lines)
    {
        await using var file = File.Create(_folder[name]);
        using var zip = name.EndsWith(".zip", StringComparison.Ordinal)
            ? new ZipArchive(file, ZipArchiveMode.Create)
            : null;
        await using var content = zip is not null ? zip.CreateEntry("AVAXUSDT-1m-2026-02-02.csv").Open()
            : name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest)
            : (Stream)file;
        await using var writer = new StreamWriter(content);
        await writer.WriteAsync(string.Join('\n', lines) + "\n");
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "cdk.json")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No cdk.json above the tests.");
        }

        return folder;
    }
}
