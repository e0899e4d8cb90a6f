using System.Text;

namespace ServerlessPipeline.MarketData.Tests;

public class RepairFileTests
{
    private static readonly DateTimeOffset Midnight = Candles.Minute - Candles.Minute.TimeOfDay;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_day_of_a_symbol_comes_back_as_it_was_written()
    {
        var day = Enumerable.Range(0, 1440).Select(minute => At(Midnight.AddMinutes(minute))).ToList();

        var file = await WriteAsync(day);
        var rows = await ReadAsync(file);

        Assert.StartsWith(MinuteFile.HeaderLine + '\n' + $"BTCUSDT\t{Midnight.ToUnixTimeMilliseconds()}\t", Encoding.UTF8.GetString(file));
        Assert.Equal(day, rows.Select(row => row.Candle!));
        Assert.InRange(file.Length, 1, RepairFile.MaxReadLength);
    }

    [Fact]
    public async Task A_row_of_another_symbol_or_day_or_out_of_order_is_rejected_and_its_neighbours_are_not()
    {
        var first = At(Candles.Minute);
        var later = At(Candles.Minute.AddMinutes(5));
        Candle[] candles =
        [
            first,
            first with { Symbol = Symbol.Parse("ETHUSDT") },
            first,
            At(Candles.Minute.AddDays(1)),
            later,
            At(Candles.Minute.AddMinutes(1)),
        ];
        var file = Files.Of(candles.Select(candle => Encoding.UTF8.GetString(Files.Write(candle)).Split('\n')[1]));

        var rows = await ReadAsync(file);

        Assert.Equal([first, later], rows.Where(row => row.Candle is not null).Select(row => row.Candle!));
        Assert.Equal(
            [
                "line 3, column symbol: 'ETHUSDT' is not the file's symbol BTCUSDT",
                "line 4, column open_time: '1770039600000' is not after 1770039600000, the open time before it",
                "line 5, column open_time: '1770126000000' is not of the file's day 2026-02-02",
                "line 7, column open_time: '1770039660000' is not after 1770039900000, the open time before it",
            ],
            rows.Where(row => row.Rejection is not null).Select(row => row.Rejection!.Message));
    }

    [Fact]
    public async Task A_file_longer_than_a_day_is_none()
    {
        var file = Files.Of(Enumerable.Repeat("no candle", 1441));

        var exception = await Assert.ThrowsAsync<MinuteFileException>(() => ReadAsync(file));

        Assert.Equal(1442, exception.Line);
        Assert.Equal(1440, (await ReadAsync(Files.Of(Enumerable.Repeat("no candle", 1440)))).Count);
    }

    [Theory]
    [InlineData(1440, "is not of the file's day 2026-02-02")]
    [InlineData(-1, "is not after 1770039600000")]
    [InlineData(0.5, "is not a whole minute")]
    public async Task A_candle_that_does_not_belong_is_named_and_nothing_is_written(double minutes, string reason)
    {
        using var file = new MemoryStream();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => RepairFile.WriteAsync(
            file, [At(Candles.Minute), At(Candles.Minute.AddMinutes(minutes))], Cancellation));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, file.Length);
    }

    private static Candle At(DateTimeOffset minute) =>
        Candles.Sample with { OpenTime = minute, CloseTime = minute.AddMilliseconds(59_999) };

    private static async Task<byte[]> WriteAsync(IEnumerable<Candle> candles)
    {
        using var file = new MemoryStream();
        await RepairFile.WriteAsync(file, candles, Cancellation);
        return file.ToArray();
    }

    private static async Task<List<MinuteFileRow>> ReadAsync(byte[] file)
    {
        var rows = new List<MinuteFileRow>();
        await foreach (var row in RepairFile.ReadAsync(new MemoryStream(file), Cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }
}
