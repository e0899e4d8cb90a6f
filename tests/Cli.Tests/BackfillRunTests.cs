using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.Cli.Backfill;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What a backfill brings to S3, judged by what the files there hold in the end.</summary>
public sealed class BackfillRunTests : IDisposable
{
    private const string Daily = "BTCUSDT-1m-2026-02-02.zip";

    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly DateTimeOffset Day = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Month = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("backfill-run-").FullName;
    private readonly ExchangeStub _exchange = new();
    private readonly AmazonS3Client _s3;
    private readonly string _bucket;

    public BackfillRunTests(LocalAws aws) => (_s3, _bucket) = (aws.S3(), aws.NewBucket(versioned: true));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _s3.Dispose();
        _exchange.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_a_day_whose_archive_was_cut_in_half_the_rest_comes_from_the_whole_one()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        Write(Daily, day.Take(300));

        var half = await FolderAsync();

        Assert.False(half.IsComplete);
        Assert.Equal((300, 1140, 1), (half.Counts.Rows, half.Counts.Gaps, half.Counts.Uploaded));
        var missing = Assert.Single(half.MissingRuns());
        Assert.Equal(new MissingMinutes("BTCUSDT", "2026-02-02T05:00:00Z", "2026-02-02T23:59:00Z", 1140), missing);

        Write(Daily, day);
        var rest = await FolderAsync();
        var third = await FolderAsync();

        Assert.True(rest.IsComplete);
        Assert.Equal((1140, 0), (rest.Counts.Rows, rest.Counts.Gaps));
        Assert.True(third.IsComplete);
        Assert.Equal((0, 1), (third.Counts.Uploaded, third.Counts.Present));
        Assert.Equal(
            ["backfill_1_min/dt=2026-02-02/BTCUSDT-0000-0459.tsv", "backfill_1_min/dt=2026-02-02/BTCUSDT-0500-2359.tsv"],
            (await VersionsAsync()).Select(version => version.Key));
        Assert.Equal(day, await HeldAsync());
    }

    [Fact]
    public async Task A_file_that_is_named_for_a_whole_day_and_holds_a_part_is_no_whole_day()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        await PutAsync("backfill_1_min/dt=2026-02-02/BTCUSDT-0000-2359.tsv", day.Skip(10).Take(20));
        Write(Daily, day);

        var progress = await FolderAsync();

        Assert.True(progress.IsComplete);
        Assert.Equal(day, await HeldAsync());
    }

    [Fact]
    public async Task Two_that_bring_different_parts_of_a_day_at_once_lose_nothing_and_overwrite_nothing()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        var other = Directory.CreateDirectory(Path.Combine(_folder, "..", Path.GetFileName(_folder) + "-other")).FullName;
        // Both would name their file for the whole day.
        Write(Daily, day.Where((_, minute) => minute is 0 or 1439 || minute % 2 == 0));
        await File.WriteAllBytesAsync(Path.Combine(other, Daily), ArchiveCsv.Zip(Daily, day.Where((_, minute) => minute is 0 or 1439 || minute % 3 > 0)), Cancellation);

        await Task.WhenAll(FolderAsync(), FolderAsync(other));
        // Whoever came second has seen what the first one brought.
        var held = await HeldAsync();

        Assert.Equal(day.Where((_, minute) => minute is 0 or 1439 || minute % 2 == 0 || minute % 3 > 0), held);
        Assert.Single((await VersionsAsync()).GroupBy(version => version.Key), versions => versions.Key.EndsWith("0000-2359.tsv", StringComparison.Ordinal) && versions.Count() == 1);
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public async Task A_row_that_is_rejected_is_missing_and_the_run_has_failed()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        var lines = ArchiveCsv.Lines(day).ToList();
        lines[600] = lines[600].Replace(",9,", ",0.5,", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(Path.Combine(_folder, "BTCUSDT.csv"), lines, Cancellation);

        var progress = await FolderAsync();

        Assert.False(progress.IsComplete);
        Assert.Equal((1439, 1, 1), (progress.Counts.Rows, progress.Counts.RejectedRows, progress.Counts.Gaps));
        Assert.Equal("2026-02-02T10:00:00Z", Assert.Single(progress.MissingRuns()).First);
    }

    [Fact]
    public async Task A_file_whose_rows_are_not_in_order_is_brought_whole()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        Write(Daily, day.Reverse());

        var progress = await FolderAsync();

        Assert.True(progress.IsComplete);
        Assert.Equal(day, await HeldAsync());
    }

    [Fact]
    public async Task A_day_that_the_months_archive_lacks_comes_from_its_own()
    {
        List<Candle> month = [.. Enumerable.Range(0, 28).SelectMany(day => ArchiveCsv.Day(Btc, Month.AddDays(day)))];
        _exchange.Add(Btc, "2026-02", month.Where(candle => candle.OpenTime.Day != 2));
        _exchange.Add(Btc, "2026-02-02", month.Where(candle => candle.OpenTime.Day == 2));

        var progress = await RemoteAsync(Month, Month.AddMonths(1));

        Assert.True(progress.IsComplete);
        Assert.Equal((28, 28 * 1440), (progress.Counts.Uploaded, progress.Counts.Rows));
        Assert.DoesNotContain("klines", _exchange.Asked);
        Assert.Equal(month.Where(candle => candle.OpenTime.Day == 2), await HeldAsync());
    }

    [Fact]
    public async Task What_no_archive_has_comes_from_the_exchange()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        _exchange.Add(Btc, "2026-02-02", day.Take(300));
        _exchange.Add(Btc, "2026-02", day.Skip(600));
        _exchange.Klines.AddRange(day);

        var progress = await RemoteAsync(Day, Day.AddDays(1));

        Assert.True(progress.IsComplete);
        Assert.Equal(day, await HeldAsync());
    }

    [Fact]
    public async Task What_the_exchange_itself_does_not_have_is_no_gap_once_a_later_candle_shows_it()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        _exchange.Add(Btc, "2026-02-02", day.Where((_, minute) => minute is < 100 or >= 160));
        _exchange.Klines.AddRange(day.Where((_, minute) => minute is < 100 or >= 160));

        var holes = await RemoteAsync(Day, Day.AddDays(1));
        _exchange.Klines.RemoveRange(100, _exchange.Klines.Count - 100);
        var unproven = await RemoteAsync(Day, Day.AddDays(1));

        Assert.True(holes.IsComplete);
        Assert.Equal((60, 0), (holes.Counts.Holes, holes.Counts.Gaps));
        Assert.False(unproven.IsComplete);
        Assert.Equal((0, 60), (unproven.Counts.Holes, unproven.Counts.Gaps));
    }

    [Fact]
    public async Task What_a_ban_keeps_from_us_is_missing_and_the_exchange_is_not_asked_again()
    {
        _exchange.Refusal = (System.Net.HttpStatusCode)418;

        var progress = await RemoteAsync(Day, Day.AddDays(3));

        Assert.False(progress.IsComplete);
        Assert.Equal((3 * 1440, 0, 3), (progress.Counts.Gaps, progress.Counts.Holes, progress.Counts.Failed));
        Assert.Single(_exchange.Asked, asked => asked is "time" or "klines");
        Assert.Contains("The exchange cannot be asked", Assert.Single(progress.TakeMessages()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_archive_is_told_and_the_next_source_is_asked()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        await File.WriteAllTextAsync(Path.Combine(_folder, Daily), "no zip", Cancellation);
        Write("BTCUSDT-1m-2026-02.zip", day);

        var progress = await FolderAsync();

        Assert.False(progress.IsComplete);
        Assert.Equal(0, progress.Counts.Gaps);
        var told = progress.TakeMessages().Single(message => message.StartsWith(Daily, StringComparison.Ordinal));
        Assert.DoesNotContain("..", told, StringComparison.Ordinal);
        Assert.Equal(day, await HeldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_archive_that_was_issued_anew_with_other_values_is_told_until_its_days_are_read_again(bool remote)
    {
        var day = ArchiveCsv.Day(Btc, Day);
        List<Candle> anew = [.. day.Select((candle, minute) => minute is 7 or 8 ? candle with { Close = 2 } : candle)];
        await IssueAsync(day);

        var first = await RunAsync(again: false);
        await IssueAsync(anew);
        var told = await RunAsync(again: false);
        var toldAgain = await RunAsync(again: false);
        var again = await RunAsync(again: true);
        var quiet = await RunAsync(again: false);

        Assert.True(first.IsComplete);
        foreach (var progress in new[] { told, toldAgain })
        {
            Assert.False(progress.IsComplete);
            Assert.Equal((Daily, 2), Assert.Single(progress.ChangedArchives()));
            Assert.Equal(0, progress.Counts.Uploaded);
        }

        Assert.Equal(1440, again.Counts.Rows);
        Assert.True(quiet.IsComplete);
        Assert.Equal((0, 1), (quiet.Counts.Uploaded, quiet.Counts.Present));
        Assert.Equal(anew, await HeldAsync());
        // The first version is kept, and so the new one is another.
        Assert.Equal(2, (await VersionsAsync()).Count);

        async Task IssueAsync(IEnumerable<Candle> candles)
        {
            _exchange.Add(Btc, "2026-02-02", candles);
            await File.WriteAllBytesAsync(Path.Combine(_folder, Daily), ArchiveCsv.Zip(Daily, candles), Cancellation);
        }

        Task<BackfillProgress> RunAsync(bool again) => remote ? RemoteAsync(Day, Day.AddDays(1), again) : FolderAsync(again: again);
    }

    [Fact]
    public async Task An_archive_that_was_issued_anew_with_the_same_values_is_nothing_to_tell()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        Write(Daily, day);
        await FolderAsync();
        Write(Daily, day.Reverse());

        var progress = await FolderAsync();

        Assert.True(progress.IsComplete);
        Assert.Equal((0, 1, 0), (progress.Counts.Uploaded, progress.Counts.Present, progress.Counts.Changed));
    }

    [Fact]
    public async Task Days_that_are_read_again_keep_what_the_archive_lacks_now()
    {
        var day = ArchiveCsv.Day(Btc, Day);
        Write(Daily, day);
        await FolderAsync();
        Write(Daily, day.Skip(700));

        var progress = await FolderAsync(again: true);

        Assert.Equal(0, progress.Counts.Gaps);
        Assert.Equal(day, await HeldAsync());
    }

    [Fact]
    public async Task A_line_of_an_archive_that_is_read_for_every_month_is_told_and_counted_once()
    {
        string[] lines = ["1,no row", .. ArchiveCsv.Lines(ArchiveCsv.Day(Btc, Day).Concat(ArchiveCsv.Day(Btc, Day.AddMonths(1))))];
        await File.WriteAllLinesAsync(Path.Combine(_folder, "BTCUSDT.csv"), lines, Cancellation);

        var progress = await FolderAsync(to: Day.AddMonths(2));

        Assert.Equal(1, progress.Counts.RejectedRows);
        Assert.Single(progress.TakeMessages());
        Assert.Empty(progress.Repeated());
    }

    private Task<BackfillProgress> FolderAsync(string? folder = null, bool again = false, DateTimeOffset? to = null) => RunAsync(
        Day, to ?? Day.AddDays(1), again, progress => ArchiveFolder.Open(folder ?? _folder, [Btc], progress), _ => null);

    private async Task<BackfillProgress> RemoteAsync(DateTimeOffset from, DateTimeOffset to, bool again = false)
    {
        using var http = new HttpClient(_exchange, disposeHandler: false) { BaseAddress = new Uri("http://exchange.test/") };
        return await RunAsync(
            from,
            to,
            again,
            progress => new RemoteArchives(new ArchiveClient(http), SourceRetry.Build(TimeProvider.System, progress), TimeProvider.System, progress),
            progress => new ExchangeKlines(new BinanceClient(http), SourceRetry.Build(TimeProvider.System, progress), TimeProvider.System, progress));
    }

    private async Task<BackfillProgress> RunAsync(
        DateTimeOffset from, DateTimeOffset to, bool again, Func<BackfillProgress, IArchives> open, Func<BackfillProgress, ExchangeKlines?> exchange)
    {
        var plan = new BackfillPlan([Btc], from, to);
        var progress = new BackfillProgress(plan.Days);
        var archives = open(progress);
        using var klines = exchange(progress);
        var sources = new CandleSources(archives, klines, again, progress);
        var files = new BackfillFiles(_s3, _bucket, TimeProvider.System, progress);
        await new BackfillRun(plan, archives, sources, files, _ => { }, again, progress).UploadAsync(Cancellation);
        return progress;
    }

    /// <summary>What the files hold of the day, as a backfill reads them.</summary>
    private async Task<IEnumerable<Candle>> HeldAsync()
    {
        var files = new BackfillFiles(_s3, _bucket, TimeProvider.System, new BackfillProgress(1));
        var held = await files.ReadAsync(new DayRange(Btc, Day, Day.AddMinutes(1439)), Cancellation);
        return held.Candles.OrderBy(each => each.Key).Select(each => each.Value);
    }

    private async Task<IReadOnlyList<S3ObjectVersion>> VersionsAsync() =>
        (await _s3.ListVersionsAsync(new ListVersionsRequest { BucketName = _bucket }, Cancellation)).Versions ?? [];

    private async Task PutAsync(string key, IEnumerable<Candle> candles)
    {
        using var content = new MemoryStream();
        await RepairFile.WriteAsync(content, candles, Cancellation);
        content.Position = 0;
        await _s3.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = content, AutoCloseStream = false }, Cancellation);
    }

    private void Write(string name, IEnumerable<Candle> candles) => File.WriteAllBytes(Path.Combine(_folder, name), ArchiveCsv.Zip(name, candles));
}
