using System.Text;

namespace ServerlessPipeline.MarketData.Tests;

public class MinuteFileReaderTests
{
    [Fact]
    public void Rows_come_in_order_with_their_numbers()
    {
        var rows = Files.Read(Files.Of(Candles.SampleLine, Files.LineWith("symbol", "ETHUSDT")));

        Assert.Equal([1, 2], rows.Select(row => row.Number));
        Assert.Equal([2, 3], rows.Select(row => row.Line));
        Assert.Equal(Candles.Sample, rows[0].Candle);
        Assert.Equal("ETHUSDT", rows[1].Candle?.Symbol.ToString());
        Assert.All(rows, row => Assert.Null(row.Rejection));
    }

    [Fact]
    public void File_without_rows_has_none() => Assert.Empty(Files.Read(Files.Of()));

    [Theory]
    [InlineData("symbol", "btcusdt", "is not a symbol")]
    [InlineData("symbol", "", "is not a symbol")]
    [InlineData("open_time", "1770039600", "is not a time in epoch milliseconds from 2001 to 2286")]
    [InlineData("open_time", "1770039600001", "is not a whole minute")]
    [InlineData("close_time", "1770039660000", "is not 59999 ms after the open time")]
    [InlineData("open", "", "is not a decimal number")]
    [InlineData("high", "12,5", "is not a decimal number")]
    [InlineData("low", "00.1", "is not a decimal number")]
    [InlineData("close", "1e-1", "is not a decimal number")]
    [InlineData("close", "0.2", "is above the high 0.1010")]
    [InlineData("base_volume", "-1", "is not a decimal number")]
    [InlineData("quote_volume", "12345678901234567890123456789", "has more than 28 digits")]
    [InlineData("trade_count", "150.0", "is not a whole number")]
    [InlineData("taker_buy_base_volume", "2000", "is above the total volume 1000.50")]
    [InlineData("taker_buy_quote_volume", "50.00 ", "is not a decimal number")]
    public void Bad_value_is_rejected_by_name_and_its_neighbours_are_read(string column, string value, string reason)
    {
        var bad = Files.LineWith(column, value);

        var rows = Files.Read(Files.Of(Files.LineWith("symbol", "ETHUSDT"), bad, Files.LineWith("symbol", "XRPUSDT")));

        Assert.Equal(new MinuteFileRow(2, null, new RowRejection(3, column, value, reason, bad)), rows[1]);
        Assert.Equal("ETHUSDT", rows[0].Candle?.Symbol.ToString());
        Assert.Equal("XRPUSDT", rows[2].Candle?.Symbol.ToString());
    }

    [Theory]
    [InlineData("", "is blank")]
    [InlineData(Candles.SampleLine + "\r", "ends in CR LF, not in LF alone")]
    [InlineData("\r", "ends in CR LF, not in LF alone")]
    [InlineData(Candles.SampleLine + "\t", "has 13 columns, not 12")]
    [InlineData("BTCUSDT\t1770039600000", "has 2 columns, not 12")]
    [InlineData("BTCUSDT,1770039600000", "has 1 columns, not 12")]
    public void Line_of_another_shape_is_rejected_whole(string line, string reason)
    {
        var row = Assert.Single(Files.Read(Files.Of(line)));

        Assert.Equal(new RowRejection(2, "", "", reason, line), row.Rejection);
        Assert.Equal($"line 2: the line {reason}", row.Rejection?.Message);
    }

    [Fact]
    public void Last_line_without_its_end_is_rejected()
    {
        var file = Files.Of(Candles.SampleLine);

        var row = Assert.Single(Files.Read(file[..^1]));

        Assert.Equal("line 2: the line has no LF at its end and may be cut short", $"{row.Rejection}");
        Assert.Equal(Candles.SampleLine, row.Rejection?.Text);
    }

    [Fact]
    public void First_candle_accepted_sets_the_minute()
    {
        var later = Files.LineWith("open_time", "1770039660000").Replace("1770039659999", "1770039719999");

        var rows = Files.Read(Files.Of("", Files.LineWith("symbol", "ETHUSDT"), later));

        Assert.Equal(
            "line 4, column open_time: '1770039660000' is not the file's minute 1770039600000", $"{rows[2].Rejection}");
        Assert.Equal("ETHUSDT", rows[1].Candle?.Symbol.ToString());
    }

    [Fact]
    public void Second_candle_of_a_symbol_is_rejected()
    {
        var rows = Files.Read(Files.Of(Candles.SampleLine, Candles.SampleLine));

        Assert.Equal("line 3, column symbol: 'BTCUSDT' is in the file already", $"{rows[1].Rejection}");
    }

    [Fact]
    public void Rejected_candle_does_not_take_its_symbols_place()
    {
        var rows = Files.Read(Files.Of(Files.LineWith("high", "0.01"), Candles.SampleLine));

        Assert.NotNull(rows[0].Rejection);
        Assert.Equal(Candles.Sample, rows[1].Candle);
    }

    [Fact]
    public void Message_is_short_and_printable_and_the_text_is_kept()
    {
        var line = Files.LineWith("high", "\u001b[31m\u202e" + new string('9', 100));

        var rejection = Assert.Single(Files.Read(Files.Of(line))).Rejection;

        Assert.Equal(
            $"line 2, column high: '\\u001B[31m\\u202E{new string('9', 24)}…' is not a decimal number",
            rejection?.Message);
        Assert.Equal(line, rejection?.Text);
    }

    [Theory]
    [InlineData("", "line 1: '' is not a header: the file is empty")]
    [InlineData("symbol\topen_time", "line 1: 'symbol\\u0009open_time' has no LF at its end")]
    [InlineData("\n", "line 1, column symbol: '' is not this column's name")]
    [InlineData("symbol\topen_time\n", "line 1, column open: '' is missing")]
    [InlineData("symbol\ttime\topen\n", "line 1, column open_time: 'time' is not this column's name")]
    [InlineData("\uFEFFsymbol\topen_time\n", "line 1, column symbol: '\\uFEFFsymbol' is not this column's name")]
    [InlineData("1770039600000,0.1,0.2\n", "line 1, column symbol: '1770039600000,0.1,0.2' is not this column's name")]
    public void File_with_another_header_is_no_minute_file(string text, string message) =>
        AssertNoMinuteFile(Encoding.UTF8.GetBytes(text), message);

    [Fact]
    public void Header_ends_in_LF_alone() => AssertNoMinuteFile(
        Encoding.UTF8.GetBytes(MinuteFile.HeaderLine + "\r\n"),
        "line 1, column taker_buy_quote_volume: 'taker_buy_quote_volume\\u000D' is not this column's name");

    [Fact]
    public void Header_has_no_further_columns() => AssertNoMinuteFile(
        Encoding.UTF8.GetBytes(MinuteFile.HeaderLine + "\tignore\n"), "line 1: 'ignore' is one column too many");

    [Fact]
    public void Binary_data_is_no_minute_file() => AssertNoMinuteFile(
        [0x1F, 0x8B, 0x08, 0x00, (byte)'\n'],
        "line 1, column symbol: '\\u001F\\x8B\\u0008\\u0000' is not this column's name");

    [Fact]
    public void Rows_that_are_not_text_are_no_minute_file()
    {
        AssertNoMinuteFile([.. Files.Of(Candles.SampleLine), 0xFF, (byte)'\n'], "line 3: '\\xFF' is not UTF-8 text");
        AssertNoMinuteFile([.. Files.Of(), 0x00, (byte)'\n'], "line 2: '\\u0000' is not UTF-8 text");
    }

    [Theory]
    [InlineData(511, true)]
    [InlineData(512, false)]
    public void Line_has_at_most_512_bytes_with_its_end(int length, bool isRead)
    {
        var file = Files.Of(new string('9', length));

        if (isRead)
        {
            Assert.Equal(length, Assert.Single(Files.Read(file)).Rejection?.Text.Length);
        }
        else
        {
            AssertNoMinuteFile(file, $"line 2: '{new string('9', 40)}…' does not end within 512 bytes");
        }
    }

    [Theory]
    [InlineData('9')]
    [InlineData('\t')]
    [InlineData('\0')]
    public void Endless_line_is_given_up(char filler)
    {
        using var file = new EndlessStream(Files.Of(Candles.SampleLine), (byte)filler);

        var exception = Assert.Throws<MinuteFileException>(() => Files.Read(file));

        Assert.Equal(3, exception.Line);
    }

    [Fact]
    public void Header_without_end_is_given_up()
    {
        using var file = new EndlessStream(Encoding.UTF8.GetBytes(MinuteFile.HeaderLine), (byte)' ');

        Assert.Throws<MinuteFileException>(() => Files.Read(file));
    }

    [Fact]
    public void Only_the_first_rows_are_read_and_rejected_ones_count()
    {
        var file = Files.Of("", Candles.SampleLine, "never seen");

        var rows = Files.Read(file, maxRows: 2);

        Assert.Equal([1, 2], rows.Select(row => row.Number));
        Assert.NotNull(rows[0].Rejection);
        Assert.Equal(Candles.Sample, rows[1].Candle);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Five_rows_of_a_big_file_take_no_more_than_a_buffer_beyond_them(int chunk)
    {
        var lines = Enumerable.Range(0, 3000).Select(i => Files.LineWith("symbol", $"S{i}USDT"));
        var needed = Files.Of(lines.Take(5)).Length;
        using var file = new CountingStream(Files.Of(lines), chunk);

        var rows = Files.Read(file, maxRows: 5);

        Assert.Equal(5, rows.Count(row => row.Candle is not null));
        Assert.InRange(file.Taken, needed, needed + Math.Min(chunk, MinuteFileReader.BufferSize) - 1);
    }

    [Fact]
    public async Task Row_is_given_as_soon_as_its_line_is_there()
    {
        using var file = new CountingStream(Files.Of(Candles.SampleLine, "x", "y"), maxChunk: 1);

        await foreach (var row in MinuteFileReader.ReadAsync(
            file, cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal(Files.Of(new[] { Candles.SampleLine, "x", "y" }.Take(row.Number)).Length, file.Taken);
        }
    }

    [Fact]
    public async Task Row_costs_no_more_memory_than_its_candle()
    {
        var file = Files.Of(Enumerable.Range(0, 200).Select(i => Files.LineWith("symbol", $"S{i}USDT")));
        var perRow = long.MaxValue;

        // The first pass fills the cache of symbols, which other tests use too.
        for (var pass = 0; pass < 10; pass++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var count = await CountAsync(file);
            perRow = Math.Min(perRow, (GC.GetAllocatedBytesForCurrentThread() - before) / count);
        }

        // 192 for the candle; the rest is the buffer, and the set of symbols as it grows.
        Assert.InRange(perRow, 192, 300);
    }

    [Fact]
    public async Task Cancellation_ends_the_reading()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        using var file = new MemoryStream(Files.Of(Candles.SampleLine));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await MinuteFileReader.ReadAsync(file, cancellationToken: cancellation.Token)
                .AnyAsync(CancellationToken.None));
    }

    [Fact]
    public void Asking_for_no_rows_is_a_mistake() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Files.Read(Files.Of(), maxRows: 0));

    private static async Task<int> CountAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var stop = TestContext.Current.CancellationToken;
        return await MinuteFileReader.ReadAsync(stream, cancellationToken: stop)
            .CountAsync(row => row.Candle is not null, stop);
    }

    private static void AssertNoMinuteFile(byte[] file, string message)
    {
        var exception = Assert.Throws<MinuteFileException>(() => Files.Read(file));

        Assert.Equal(message, exception.Message);
    }
}
