using System.Globalization;
using ServerlessPipeline.Cli.Backfill;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Tests;

public sealed class ArchiveFolderTests : IDisposable
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly DateTimeOffset Day = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("archives-").FullName;
    private readonly BackfillProgress _progress = new(days: 3);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_day_comes_from_its_own_archive_else_from_its_months_else_from_the_one_without_a_date()
    {
        Write("BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02.csv", Row(Day, close: 2), Row(Day.AddDays(1), close: 3));
        Write("BTCUSDT.csv", Row(Day, close: 4), Row(Day.AddDays(1), close: 5), Row(Day.AddMonths(1), close: 6));

        var days = await ReadAsync(Day, Day.AddDays(1), Day.AddMonths(1), Day.AddMonths(2));

        Assert.Equal([1, 3, 6, null], days.Select(day => day.Candles.SingleOrDefault()?.Close));
    }

    [Fact]
    public async Task An_archive_is_read_once_for_all_of_its_days_and_a_day_that_it_lacks_is_empty()
    {
        Write("BTCUSDT-1m-2026-02.csv", Row(Day, close: 2), Row(Day.AddDays(2), close: 3), "no row", Row(Day.AddDays(3), close: 4));
        var folder = ArchiveFolder.Open(_folder, [Btc], _progress);

        var together = Assert.Single(folder.Group([.. Days(Day, Day.AddDays(1), Day.AddDays(2))]));
        var days = await folder.ReadAsync(together, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1, 0, 1], days.Select(day => day.Candles.Count));
        Assert.Equal(1, _progress.Counts.RejectedRows);
        Assert.Contains("BTCUSDT-1m-2026-02.csv line 3", Assert.Single(_progress.TakeMessages()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_beside_an_archive_must_be_right()
    {
        Write("BTCUSDT-1m-2026-02-02.csv", Row(Day, close: 1));
        Write("BTCUSDT-1m-2026-02-02.csv.CHECKSUM", $"{new string('0', 64)}  BTCUSDT-1m-2026-02-02.csv");

        var exception = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(Day));

        Assert.Contains("expected 0000", exception.Message, StringComparison.Ordinal);
    }

    private static string Row(DateTimeOffset time, int close)
    {
        var open = time.ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{open},1,9,1,{close},10,{open + 59_999},20,3,5,10,0");
    }

    private static IEnumerable<DayRange> Days(params DateTimeOffset[] days) =>
        days.Select(day => new DayRange(Btc, day, day.AddMinutes(1439)));

    private async Task<List<DayCandles>> ReadAsync(params DateTimeOffset[] days)
    {
        var folder = ArchiveFolder.Open(_folder, [Btc], _progress);
        var all = new List<DayCandles>();
        foreach (var group in Days(days).GroupBy(day => day.Month).SelectMany(month => folder.Group([.. month])))
        {
            all.AddRange(await folder.ReadAsync(group, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        }

        return all;
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);
}
