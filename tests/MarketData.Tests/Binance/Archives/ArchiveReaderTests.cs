using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.MarketData.Tests.Binance.Archives;

public class ArchiveReaderTests
{
    // Two minutes made up in the archive's form: digits as uneven as the venue's.
    private const string First =
        "1769990400000,9.9090,9.94,9.9080,9.92200,33341,1769990459999,330979.2550,1122,19174,190351.532,0";

    private const string Second =
        "1769990460000,9.9220,9.934,9.877,9.8840,65605,1769990519999,650218.576,1828,34094.0,338022.3080,0";

    private const string Header = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";

    private static readonly ArchiveName Day = ArchiveName.TryParse("AVAXUSDT-1m-2026-02-02.zip")!;
    private static readonly ArchiveName Csv = ArchiveName.TryParse("AVAXUSDT.csv")!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AVAXUSDT-1m-2026-02-02.zip")]
    [InlineData("AVAXUSDT-1m-2026-02.zip")]
    [InlineData("AVAXUSDT.csv")]
    [InlineData("AVAXUSDT-1m-2026-02-02.csv.gz")]
    public async Task Every_form_of_file_is_read_with_and_without_a_header_a_carriage_return_and_a_last_line_feed(string name)
    {
        var archive = ArchiveName.TryParse(name)!;

        var plain = await ReadAsync(archive, $"{First}\n{Second}\n");
        var other = await ReadAsync(archive, $"{Header}\r\n{First}\r\n{Second}");

        Assert.Equal([9.922m, 9.884m], plain.Candles.Select(candle => candle.Close));
        Assert.Equal("9.92200", plain.Candles[0].Close.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(plain.Candles, other.Candles);
        Assert.Empty(other.Rejections);
    }

    // As a spreadsheet saves it, or PowerShell.
    [Theory]
    [InlineData(Header + "\n" + First + "\n")]
    [InlineData(First + "\n")]
    public async Task A_byte_order_mark_before_the_first_line_is_no_part_of_it(string content)
    {
        var (candles, rejections) = await ReadAsync(Csv, "\uFEFF" + content);

        Assert.Equal(9.922m, Assert.Single(candles).Close);
        Assert.Empty(rejections);
    }

    [Fact]
    public async Task Microseconds_are_read_as_the_milliseconds_that_they_are()
    {
        var inMicroseconds = First
            .Replace("1769990400000", "1769990400000000", StringComparison.Ordinal)
            .Replace("1769990459999", "1769990459999999", StringComparison.Ordinal);

        var (candles, _) = await ReadAsync(Day, inMicroseconds + "\n");

        Assert.Equal((await ReadAsync(Day, First + "\n")).Candles, candles);
    }

    [Theory]
    [InlineData("1769990400000", "1769990400007", "column open_time: '1769990400007' is not a whole minute")]
    [InlineData("1769990400000,", "1769990400000000000,", "column open_time: '1769990400000000000' is not a time in epoch milliseconds or microseconds")]
    [InlineData("9.94,", "9,94,", "the line has 13 columns, not 12")]
    [InlineData("9.94,", "9.90,", "column high: '9.90' is below the low 9.908")]
    [InlineData("9.94,", "1e1,", "column high: '1e1' is not a decimal number")]
    [InlineData("1122", "11.5", "column trade_count: '11.5' is not a whole number")]
    [InlineData("1769990400000,", "\uFEFF\uFEFF1769990400000,", "is not a time in epoch")]
    public async Task A_bad_row_is_rejected_with_its_line_and_its_neighbours_are_not(string right, string wrong, string reason)
    {
        var (candles, rejections) = await ReadAsync(Day, $"{First.Replace(right, wrong, StringComparison.Ordinal)}\n{Second}\n");

        Assert.Equal(9.884m, Assert.Single(candles).Close);
        var rejection = Assert.Single(rejections);
        Assert.StartsWith("line 1", rejection.Message, StringComparison.Ordinal);
        Assert.Contains(reason, rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_another_day_is_rejected_in_a_file_of_a_day()
    {
        var dayBefore = First.Replace("17699904", "17699040", StringComparison.Ordinal);

        var (candles, rejections) = await ReadAsync(Day, $"{dayBefore}\n{Second}\n");

        Assert.Equal(9.884m, Assert.Single(candles).Close);
        Assert.Equal(
            "line 1, column open_time: '1769904000000' is not within the time that the file's name tells", Assert.Single(rejections).Message);
        Assert.Empty((await ReadAsync(Csv, dayBefore)).Rejections);
    }

    [Fact]
    public async Task Rows_that_are_not_in_order_come_in_order_and_none_is_lost()
    {
        var rows = Enumerable.Range(0, 1440).Select(minute => First
            .Replace("1769990400000", $"{1769990400000 + (minute * 60_000)}", StringComparison.Ordinal)
            .Replace("1769990459999", $"{1769990459999 + (minute * 60_000)}", StringComparison.Ordinal));

        var (candles, rejections) = await ReadAsync(Day, string.Join('\n', rows.Reverse()));

        Assert.Empty(rejections);
        Assert.Equal(Enumerable.Range(0, 1440), candles.Select(candle => (int)(candle.OpenTime - Day.Start!.Value).TotalMinutes));
    }

    [Fact]
    public async Task A_row_that_is_there_twice_is_one_candle_and_another_of_its_minute_is_rejected()
    {
        var other = First.Replace("33341", "33342", StringComparison.Ordinal);

        var (candles, rejections) = await ReadAsync(Day, $"{Second}\n{First}\n{First}\n{other}\n");

        Assert.Equal([33341m, 65605m], candles.Select(candle => candle.BaseVolume));
        Assert.Equal(
            "line 4, column open_time: '1769990400000' is that of line 2, too, which has other values", Assert.Single(rejections).Message);
    }

    [Fact]
    public async Task Of_a_file_come_the_minutes_that_are_asked_for()
    {
        var (first, _) = await ReadAsync(Pack(Day, $"{First}\n{Second}\n"), Day, Day.Start!.Value, Day.Start!.Value);
        var (second, _) = await ReadAsync(Pack(Day, $"{First}\n{Second}\n"), Day, Day.Start!.Value.AddMinutes(1), Day.End!.Value);

        Assert.Equal(9.922m, Assert.Single(first).Close);
        Assert.Equal(9.884m, Assert.Single(second).Close);
    }

    [Fact]
    public async Task Unchecked_rows_are_as_they_stand_there()
    {
        var rows = new List<ArchiveRow>();
        await foreach (var row in ArchiveReader.ReadUncheckedAsync(Pack(Day, $"{Second}\n{First}\n"), Day, Cancellation))
        {
            rows.Add(row);
        }

        Assert.Equal([9.884m, 9.922m], rows.Select(row => row.Candle!.Close));
    }

    [Theory]
    [InlineData("AVAXUSDT-1m-2026-02-02.csv", "LTCUSDT-1m-2026-02-02.csv")]
    [InlineData("AVAXUSDT-1m-2026-02-02.csv", "readme.txt")]
    [InlineData("readme.txt")]
    [InlineData("LTCUSDT-1m-2026-02-02.csv")]
    [InlineData("../AVAXUSDT-1m-2026-02-02.csv")]
    [InlineData("AVAXUSDT-1m-2026-02-02.zip")]
    [InlineData]
    public async Task A_zip_that_is_not_one_file_of_its_symbol_is_refused_and_named(params string[] entries)
    {
        var zip = Zip(entries.Select(entry => (entry, Encoding.UTF8.GetBytes(First))));

        var exception = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(zip, Day));

        Assert.StartsWith(Day.Text, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_that_unpacks_to_more_than_a_month_is_not_unpacked()
    {
        var declared = Zip([("AVAXUSDT-1m-2026-02-02.csv", new byte[30_000_000])]);
        var lines = Zip([("AVAXUSDT-1m-2026-02-02.csv", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1\n", 50_000))))]);

        Assert.Contains("unpacks to 30000000 bytes", (await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(declared, Day))).Message, StringComparison.Ordinal);
        Assert.Contains("more than the 44641 lines", (await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(lines, Day))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AVAXUSDT-1m-2026-02-02.zip")]
    [InlineData("AVAXUSDT.csv.gz")]
    public async Task A_damaged_file_is_named(string name)
    {
        var archive = ArchiveName.TryParse(name)!;
        var packed = Pack(archive, string.Concat(Enumerable.Repeat(First + "\n", 100))).ToArray();
        packed[0] ^= 0xff;
        packed[^10] ^= 0xff;

        var exception = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(new MemoryStream(packed), archive));

        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_and_not_gathered()
    {
        var exception = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(Csv, First + "\n" + new string('1', 100_000)));

        Assert.Contains("AVAXUSDT.csv line 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_must_be_that_of_the_file_and_its_name()
    {
        var file = Pack(Day, First);
        var right = Convert.ToHexStringLower(SHA256.HashData(file.ToArray()));
        var wrong = new string('0', 64);

        await ArchiveChecksum.VerifyAsync(file, $"{right}  {Day.Text}\n", Day, Cancellation);

        Assert.Equal(0, file.Position);
        Assert.Contains($"{Day.Text} has another checksum than it should: expected {wrong}, found {right}", await RefusalAsync($"{wrong}  {Day.Text}\n"), StringComparison.Ordinal);
        Assert.Contains("that of another file, 'LTCUSDT-1m-2026-02-02.zip'", await RefusalAsync($"{right}  LTCUSDT-1m-2026-02-02.zip\n"), StringComparison.Ordinal);
        Assert.Contains("not a SHA-256", await RefusalAsync("<html>not found</html>"), StringComparison.Ordinal);

        async Task<string> RefusalAsync(string checksum) => (await Assert.ThrowsAsync<ArchiveException>(
            () => ArchiveChecksum.VerifyAsync(Pack(Day, First), checksum, Day, Cancellation))).Message;
    }

    [Theory]
    [InlineData("BTCUSDT-1m-2026-02-02.zip", "2026-02-02", "2026-02-03", false)]
    [InlineData("BTCUSDT-1m-2026-02.zip", "2026-02-01", "2026-03-01", true)]
    [InlineData("BTC-USDT.csv", null, null, false)]
    public void A_name_tells_symbol_and_period(string text, string? start, string? end, bool monthly)
    {
        var name = ArchiveName.TryParse(text)!;

        Assert.Equal(Symbol.Parse(text.Split('-', '.')[0] is "BTC" ? "BTC-USDT" : "BTCUSDT"), name.Symbol);
        Assert.Equal((Date(start), Date(end), monthly), (name.Start, name.End, name.IsMonthly));
        if (name.IsZip)
        {
            Assert.Equal(name, monthly ? ArchiveName.Monthly(name.Symbol, name.Start!.Value) : ArchiveName.Daily(name.Symbol, name.Start!.Value));
        }

        static DateTimeOffset? Date(string? text) => text is null ? null : new DateTimeOffset(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
    }

    [Theory]
    [InlineData("BTCUSDT-1h-2026-02-02.zip")]
    [InlineData("BTCUSDT-1m-2026-02-30.zip")]
    [InlineData("BTCUSDT-1m-2026-02-02.zip.CHECKSUM")]
    [InlineData("notes.txt")]
    [InlineData(".csv")]
    public void Other_names_are_not_taken_for_an_archive(string text) => Assert.Null(ArchiveName.TryParse(text));

    private static Task<(IReadOnlyList<Candle> Candles, List<RowRejection> Rejections)> ReadAsync(ArchiveName name, string content) =>
        ReadAsync(Pack(name, content), name);

    private static Task<(IReadOnlyList<Candle> Candles, List<RowRejection> Rejections)> ReadAsync(Stream file, ArchiveName name) =>
        ReadAsync(file, name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private static async Task<(IReadOnlyList<Candle> Candles, List<RowRejection> Rejections)> ReadAsync(
        Stream file, ArchiveName name, DateTimeOffset first, DateTimeOffset last)
    {
        var rejections = new List<RowRejection>();
        return (await ArchiveReader.ReadAsync(file, name, first, last, rejections.Add, Cancellation), rejections);
    }

    private static MemoryStream Pack(ArchiveName name, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        if (name.IsZip)
        {
            return Zip([(Path.ChangeExtension(name.Text, ".csv"), bytes)]);
        }

        var packed = new MemoryStream();
        using (var gzip = name.IsGzip ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true) : null)
        {
            ((Stream?)gzip ?? packed).Write(bytes);
        }

        packed.Position = 0;
        return packed;
    }

    private static MemoryStream Zip(IEnumerable<(string Name, byte[] Content)> entries)
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        packed.Position = 0;
        return packed;
    }
}
