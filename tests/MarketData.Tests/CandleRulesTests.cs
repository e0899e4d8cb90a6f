namespace ServerlessPipeline.MarketData.Tests;

public class CandleRulesTests
{
    private static readonly Candle Sample = Candles.Sample;

    [Fact]
    public void Ordinary_candle_is_possible() => AssertPossible(Sample);

    [Fact]
    public void Minute_without_trades_is_possible() => AssertPossible(Sample with
    {
        Open = 0.1m,
        High = 0.1m,
        Low = 0.1m,
        Close = 0.1m,
        BaseVolume = 0,
        QuoteVolume = 0,
        TradeCount = 0,
        TakerBuyBaseVolume = 0,
        TakerBuyQuoteVolume = 0,
    });

    [Fact]
    public void Minute_in_which_takers_only_bought_is_possible() => AssertPossible(Sample with
    {
        TakerBuyBaseVolume = Sample.BaseVolume,
        TakerBuyQuoteVolume = Sample.QuoteVolume,
    });

    [Fact]
    public void Candle_has_a_symbol() => AssertViolation(
        Sample with { Symbol = default }, "symbol", "", "is not a symbol");

    [Fact]
    public void High_is_not_below_low() => AssertViolation(
        Sample with { High = 0.0999m }, "high", "0.0999", "is below the low 0.1000");

    [Fact]
    public void Open_is_not_below_low() => AssertViolation(
        Sample with { Open = 0.0999m }, "open", "0.0999", "is below the low 0.1000");

    [Fact]
    public void Open_is_not_above_high() => AssertViolation(
        Sample with { Open = 0.1011m }, "open", "0.1011", "is above the high 0.1010");

    [Fact]
    public void Close_is_not_below_low() => AssertViolation(
        Sample with { Close = 0.0999m }, "close", "0.0999", "is below the low 0.1000");

    [Fact]
    public void Close_is_not_above_high() => AssertViolation(
        Sample with { Close = 0.1011m }, "close", "0.1011", "is above the high 0.1010");

    [Fact]
    public void Prices_are_above_zero()
    {
        AssertViolation(Sample with { Open = 0m }, "open", "0", "is not above zero");
        AssertViolation(Sample with { High = -1m }, "high", "-1", "is not above zero");
        AssertViolation(Sample with { Low = 0.00m }, "low", "0.00", "is not above zero");
        AssertViolation(Sample with { Close = -0.1m }, "close", "-0.1", "is not above zero");
    }

    [Fact]
    public void Volumes_and_trade_count_are_not_negative()
    {
        AssertViolation(Sample with { BaseVolume = -1m }, "base_volume", "-1", "is negative");
        AssertViolation(Sample with { QuoteVolume = -1m }, "quote_volume", "-1", "is negative");
        AssertViolation(Sample with { TradeCount = -1 }, "trade_count", "-1", "is negative");
        AssertViolation(Sample with { TakerBuyBaseVolume = -1m }, "taker_buy_base_volume", "-1", "is negative");
        AssertViolation(Sample with { TakerBuyQuoteVolume = -1m }, "taker_buy_quote_volume", "-1", "is negative");
    }

    [Fact]
    public void Taker_buy_volume_is_part_of_the_total()
    {
        AssertViolation(
            Sample with { TakerBuyBaseVolume = 1000.51m },
            "taker_buy_base_volume",
            "1000.51",
            "is above the total volume 1000.50");
        AssertViolation(
            Sample with { TakerBuyQuoteVolume = 101m },
            "taker_buy_quote_volume",
            "101",
            "is above the total volume 100.75000000");
    }

    [Fact]
    public void Open_time_is_a_whole_minute()
    {
        AssertViolation(
            Sample with { OpenTime = Candles.Minute.AddMilliseconds(1) },
            "open_time",
            "1770039600001",
            "is not a whole minute");
        AssertViolation(
            Sample with { OpenTime = Candles.Minute.AddTicks(1) },
            "open_time",
            "1770039600000",
            "is not a whole minute");
    }

    [Fact]
    public void Close_time_is_the_last_millisecond_of_the_minute()
    {
        AssertViolation(
            Sample with { CloseTime = Candles.Minute.AddMilliseconds(60_000) },
            "close_time",
            "1770039660000",
            "is not 59999 ms after the open time");
        AssertViolation(
            Sample with { CloseTime = Candles.Minute.AddMilliseconds(-1) },
            "close_time",
            "1770039599999",
            "is not 59999 ms after the open time");
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-21T11:40:00Z")]
    [InlineData("9999-12-31T23:59:00Z")]
    public void Times_are_plausible(string time)
    {
        var openTime = DateTimeOffset.Parse(time);

        var violation = CandleRules.Check(Sample with { OpenTime = openTime, CloseTime = openTime });

        Assert.Equal("open_time", violation?.Column);
    }

    [Fact]
    public void Last_plausible_minute_closes_in_time()
    {
        var openTime = DateTimeOffset.FromUnixTimeMilliseconds(9_999_999_960_000);

        var violation = CandleRules.Check(
            Sample with { OpenTime = openTime, CloseTime = openTime.AddMilliseconds(59_999) });

        Assert.Equal("close_time", violation?.Column);
    }

    [Fact]
    public void Decimals_have_at_most_28_digits()
    {
        AssertPossible(Sample with { BaseVolume = 9_999_999_999_999_999_999_999_999_999m });
        AssertViolation(
            Sample with { BaseVolume = 10_000_000_000_000_000_000_000_000_000m },
            "base_volume",
            "10000000000000000000000000000",
            "has more than 28 digits");
        AssertViolation(
            Sample with { High = 1.0000000000000000000000000000m },
            "high",
            "1.0000000000000000000000000000",
            "has more than 28 digits");
    }

    [Fact]
    public void Same_instant_in_another_offset_is_as_good()
    {
        var offset = TimeSpan.FromHours(5.5);

        AssertPossible(Sample with
        {
            OpenTime = Sample.OpenTime.ToOffset(offset),
            CloseTime = Sample.CloseTime.ToOffset(offset),
        });
    }

    [Fact]
    public void Violation_reads_as_a_sentence()
    {
        var violation = CandleRules.Check(Sample with { High = 0.0999m });

        Assert.Equal("column high: '0.0999' is below the low 0.1000", violation?.ToString());
    }

    [Fact]
    public void Generated_candles_are_possible() => Property.ForAll(Candles.Possible, AssertPossible);

    private static void AssertPossible(Candle candle) => Assert.Null(CandleRules.Check(candle));

    private static void AssertViolation(Candle candle, string column, string value, string reason) =>
        Assert.Equal(new CandleViolation(column, value, reason), CandleRules.Check(candle));
}
