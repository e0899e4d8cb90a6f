using System.Globalization;
using ServerlessPipeline.Cli.Backfill;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public sealed class ArchiveFolderTests : IDisposable
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly DateTimeOffset Day = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("archives-").FullName;
    private readonly BackfillProgress _progress = new(days: 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_day_comes_from_its_own_archive_else_from_its_months_else_from_the_one_without_a_date()
    {
        Write("BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02.csv", Row(Day, close: 2), Row(Day.AddDays(1), close: 3));
        Write("BTCUSDT.csv", Row(Day, close: 4), Row(Day.AddDays(1), close: 5), Row(Day.AddMonths(1), close: 6));

        var days = await ReadAsync(Day, Day.AddDays(1), Day.AddMonths(1), Day.AddMonths(2));

        Assert.Equal([1, 3, 6, null], days.Select(day => day.Candles.Select(each => (decimal?)each.Candle.Close).SingleOrDefault()));
    }

    [Fact]
    public async Task An_archive_is_read_once_for_all_of_its_days_and_a_day_that_it_lacks_is_empty()
    {
        Write("BTCUSDT-1m-2026-02.csv", Row(Day, close: 2), Row(Day.AddDays(2), close: 3), "no row", Row(Day.AddDays(3), close: 4));
        var sources = new CandleSources(ArchiveFolder.Open(_folder, [Btc], _progress), exchange: null, again: false, _progress);

        var together = Assert.Single(sources.Group([.. Days(Day, Day.AddDays(1), Day.AddDays(2))]));
        var days = await sources.ReadAsync(together, Cancellation).Select(each => each.Found).ToListAsync(Cancellation);

        Assert.Equal([1, 0, 1], days.Select(day => day.Candles.Count()));
        Assert.Equal(1, _progress.Counts.RejectedRows);
        Assert.Contains("BTCUSDT-1m-2026-02.csv line 3", Assert.Single(_progress.TakeMessages()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_archive_lacks_of_a_day_the_next_one_brings()
    {
        Write("BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02.csv", Row(Day, close: 2), Row(Day.AddMinutes(1), close: 3));
        Write("BTCUSDT.csv", Row(Day.AddMinutes(1), close: 4), Row(Day.AddMinutes(2), close: 5));

        var day = Assert.Single(await ReadAsync(Day));

        Assert.Equal([1, 3, 5], day.Candles.Select(each => each.Candle.Close));
        Assert.Equal(
            ["BTCUSDT-1m-2026-02-02.csv", "BTCUSDT-1m-2026-02.csv", "BTCUSDT.csv"], day.Candles.Select(each => each.From!.Name.Text));
    }

    // As data.binance.vision lays its archives out.
    [Fact]
    public async Task Archives_are_found_in_the_folders_below()
    {
        Write("data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2026-02.csv", Row(Day.AddDays(1), close: 2));

        var days = await ReadAsync(Day, Day.AddDays(1));

        Assert.Equal([1, 2], days.Select(day => Assert.Single(day.Candles).Candle.Close));
        Assert.Empty(_progress.TakeMessages());
    }

    [Fact]
    public void A_file_that_is_passed_over_is_named()
    {
        Write("BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02-02.csv.CHECKSUM", "…");
        Write("below/BTCUSDT-5m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02-30.csv", Row(Day, close: 1));

        ArchiveFolder.Open(_folder, [Btc], _progress);

        Assert.Equal(
            "2 files passed over, as the name is not one such as BTCUSDT-1m-2026-02-02.zip: BTCUSDT-1m-2026-02-30.csv, "
            + $"{Path.Combine("below", "BTCUSDT-5m-2026-02-02.csv")}.",
            Assert.Single(_progress.TakeMessages()));
    }

    // The exchange's spot and futures archives have the same names.
    [Fact]
    public void Two_files_of_one_name_are_not_guessed_at()
    {
        Write("spot/BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("futures/BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 2));

        var exception = Assert.Throws<CommandException>(() => ArchiveFolder.Open(_folder, [Btc], _progress));

        Assert.Contains("BTCUSDT-1m-2026-02-02.csv is there twice", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_beside_an_archive_must_be_right()
    {
        Write("BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02-02.csv.CHECKSUM", $"{new string('0', 64)}  BTCUSDT-1m-2026-02-02.csv");

        var day = Assert.Single(await ReadAsync(Day));

        Assert.True(day.HasFailed);
        Assert.Empty(day.Candles);
        Assert.Contains("expected 0000", Assert.Single(_progress.TakeMessages()), StringComparison.Ordinal);
    }

    private static string Row(DateTimeOffset time, int close)
    {
        var open = time.ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{open},1,9,1,{close},10,{open + 59_999},20,3,5,10,0");
    }

    private static IEnumerable<HeldDay> Days(params DateTimeOffset[] days) => days.Select(day => new HeldDay(
        new DayRange(Btc, day, day.AddMinutes(1439)), new Dictionary<DateTimeOffset, Candle>(), new Dictionary<string, string>(), new HashSet<ArchiveSum>()));

    private async Task<List<FoundDay>> ReadAsync(params DateTimeOffset[] days)
    {
        var sources = new CandleSources(ArchiveFolder.Open(_folder, [Btc], _progress), exchange: null, again: false, _progress);
        var all = new List<FoundDay>();
        foreach (var group in Days(days).GroupBy(day => day.Range.Month).SelectMany(month => sources.Group([.. month])))
        {
            all.AddRange(await sources.ReadAsync(group, Cancellation).Select(each => each.Found).ToListAsync(Cancellation));
        }

        return all;
    }

    private void Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
    }
}
