using System.Text;

namespace ServerlessPipeline.MarketData.Tests;

public class MinuteFileWriterTests
{
    private static readonly Candle Sample = Candles.Sample;

    [Fact]
    public void File_is_a_header_and_a_line_per_candle_in_the_order_given()
    {
        var file = Files.Write(Sample, Sample with { Symbol = Symbol.Parse("币安人生USDT"), TradeCount = 0 });

        Assert.Equal(
            "symbol\topen_time\topen\thigh\tlow\tclose\tbase_volume\tclose_time\tquote_volume\ttrade_count\t"
            + "taker_buy_base_volume\ttaker_buy_quote_volume\n"
            + "BTCUSDT\t1770039600000\t0.1005\t0.1010\t0.1000\t0.1007\t1000.50\t1770039659999\t100.75000000\t150\t"
            + "500.25\t50.00\n"
            + "币安人生USDT\t1770039600000\t0.1005\t0.1010\t0.1000\t0.1007\t1000.50\t1770039659999\t100.75000000\t0\t"
            + "500.25\t50.00\n",
            Encoding.UTF8.GetString(file));
    }

    [Fact]
    public void Without_candles_there_is_the_header_alone() =>
        Assert.Equal(MinuteFile.HeaderLine + "\n", Encoding.UTF8.GetString(Files.Write()));

    [Fact]
    public void Longest_possible_line_fits()
    {
        var price = 0.9999999999999999999999999999m;
        var openTime = DateTimeOffset.FromUnixTimeMilliseconds(9_999_999_900_000);
        var longest = new Candle
        {
            Symbol = Symbol.Parse(string.Concat(Enumerable.Repeat("𠮷", Symbol.MaxLength))),
            OpenTime = openTime,
            Open = price,
            High = price,
            Low = price,
            Close = price,
            BaseVolume = price,
            CloseTime = openTime.AddMilliseconds(59_999),
            QuoteVolume = price,
            TradeCount = long.MaxValue,
            TakerBuyBaseVolume = price,
            TakerBuyQuoteVolume = price,
        };

        var file = Files.Write(longest);

        Assert.Equal(377, file.Length - MinuteFile.HeaderLine.Length - 1);
        Assert.Equal(longest, Assert.Single(Files.Read(file)).Candle);
    }

    [Theory]
    [MemberData(nameof(RefusedNeighbours))]
    public async Task Refused_candle_is_named_and_nothing_is_written(Candle neighbour, string message)
    {
        using var file = new MemoryStream();

        var exception = await Assert.ThrowsAsync<ArgumentException>(
            () => MinuteFileWriter.WriteAsync(file, [Sample, neighbour], TestContext.Current.CancellationToken));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, file.Length);
    }

    public static TheoryData<Candle, string> RefusedNeighbours() => new()
    {
        {
            Sample with { Symbol = Symbol.Parse("ETHUSDT"), High = 0.0999m },
            "Candle of ETHUSDT, column high: '0.0999' is below the low 0.1000."
        },
        {
            Sample with
            {
                Symbol = Symbol.Parse("ETHUSDT"),
                OpenTime = Sample.OpenTime.AddMinutes(1),
                CloseTime = Sample.CloseTime.AddMinutes(1),
            },
            "Candle of ETHUSDT, column open_time: '1770039660000' is not the file's minute 1770039600000."
        },
        { Sample with { TradeCount = 1 }, "Candle of BTCUSDT, column symbol: 'BTCUSDT' is in the file already." },
    };
}
