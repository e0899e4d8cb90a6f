using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class RepairFileKeyTests
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");

    [Fact]
    public void Key_names_the_symbol_and_the_first_and_last_minute() => Assert.Equal(
        "repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv",
        RepairFileKey.Repair.For(Btc, Candles.Minute, Candles.Minute.AddMinutes(29)));

    [Fact]
    public void What_an_operator_backfills_has_a_prefix_of_its_own()
    {
        var key = RepairFileKey.Backfill.For(Btc, Candles.Minute, Candles.Minute.AddMinutes(29));

        Assert.Equal("backfill_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv", key);
        Assert.True(RepairFileKey.Backfill.TryParse(key, out _, out _, out _));
        Assert.False(RepairFileKey.Repair.TryParse(key, out _, out _, out _));
    }

    [Theory]
    [InlineData("data_1_min/dt=2026-02-02/1340.tsv", SourceFileKind.Minute)]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv", SourceFileKind.Repair)]
    [InlineData("backfill_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv", SourceFileKind.Backfill)]
    public void The_prefix_says_who_brings_a_file(string key, SourceFileKind kind)
    {
        Assert.Equal(kind, SourceFile.KindOf(key));
        Assert.Single(SourceFile.Prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal));
    }

    [Fact]
    public void Key_is_in_utc() => Assert.Equal(
        "repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1340.tsv",
        RepairFileKey.Repair.For(Btc, Candles.Minute.ToOffset(TimeSpan.FromHours(12)), Candles.Minute));

    [Fact]
    public void Symbol_outside_ASCII_is_escaped() => Assert.Equal(
        "repairs_1_min/dt=2026-02-02/%E5%B8%81%E5%AE%89USDT-1340-1340.tsv",
        RepairFileKey.Repair.For(Symbol.Parse("币安USDT"), Candles.Minute, Candles.Minute));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 620)]
    public void Key_is_of_whole_minutes_of_one_day_in_order(double first, double last) =>
        Assert.Throws<ArgumentException>(
            () => RepairFileKey.Repair.For(Btc, Candles.Minute.AddMinutes(first), Candles.Minute.AddMinutes(last)));

    [Fact]
    public void Symbol_and_minutes_come_back_from_their_key()
    {
        string[] symbols = ["BTCUSDT", "A", "币安人生USDT", "BTC-USDT", "BTC_USDT.P", "1000-1200"];
        var ranges =
            from symbol in Gen.Elements(symbols)
            from day in Gen.Choose(0, 40_000)
            from first in Gen.Choose(0, 1439)
            from last in Gen.Choose(first, 1439)
            let midnight = DateTimeOffset.UnixEpoch.AddDays(day)
            select (Symbol: Symbol.Parse(symbol), First: midnight.AddMinutes(first), Last: midnight.AddMinutes(last));

        Property.ForAll(ranges, range =>
        {
            var key = RepairFileKey.Repair.For(range.Symbol, range.First, range.Last);

            Assert.True(RepairFileKey.Repair.TryParse(key, out var symbol, out var first, out var last), key);
            Assert.Equal(range, (symbol, first, last));
            Assert.Equal(TimeSpan.Zero, first.Offset);
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("repairs_1_min/dt=2026-02-02/-1340-1409.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1340.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1409-1340.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1340-2400.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1409.csv")]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT_1340-1409.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/btcusdt-1340-1409.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/%42TCUSDT-1340-1409.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-02/币安USDT-1340-1409.tsv")]
    [InlineData("repairs_1_min/dt=2026-02-30/BTCUSDT-1340-1409.tsv")]
    [InlineData("repairs_1_min/BTCUSDT-1340-1409.tsv")]
    [InlineData("data_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv")]
    [InlineData("data_1_min/dt=2026-02-02/1340.tsv")]
    public void Other_keys_are_not_taken_for_a_repair_file(string? key) =>
        Assert.False(RepairFileKey.Repair.TryParse(key, out _, out _, out _));
}
