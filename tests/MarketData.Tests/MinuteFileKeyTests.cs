using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class MinuteFileKeyTests
{
    private const string Key = "data_1_min/dt=2026-02-02/1340.tsv";

    [Fact]
    public void Key_names_the_minute() => Assert.Equal(Key, MinuteFileKey.For(Candles.Minute));

    [Fact]
    public void Key_is_in_utc() =>
        Assert.Equal(Key, MinuteFileKey.For(Candles.Minute.ToOffset(TimeSpan.FromHours(12))));

    [Fact]
    public void Key_is_of_a_whole_minute() =>
        Assert.Throws<ArgumentException>(() => MinuteFileKey.For(Candles.Minute.AddSeconds(1)));

    [Fact]
    public void Minute_comes_back_from_its_key()
    {
        var minutes = Gen.Choose(0, int.MaxValue).Select(minute => DateTimeOffset.UnixEpoch.AddMinutes(minute));

        Property.ForAll(minutes, minute =>
        {
            Assert.True(MinuteFileKey.TryParse(MinuteFileKey.For(minute), out var parsed));
            Assert.Equal(minute, parsed);
            Assert.Equal(TimeSpan.Zero, parsed.Offset);
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("data_1_min/dt=2026-02-02/1340.csv")]
    [InlineData("data_1_min/dt=2026-02-02/1340.tsv ")]
    [InlineData(" data_1_min/dt=2026-02-02/1340.tsv")]
    [InlineData("data_1_min/dt=2026-02-02/1340.TSV")]
    [InlineData("data_1_min/dt=2026-02-30/1340.tsv")]
    [InlineData("data_1_min/dt=2026-02-02/2400.tsv")]
    [InlineData("data_1_min/dt=2026-02-02/1360.tsv")]
    [InlineData("data_1_min/dt=2026-2-2/1340.tsv")]
    [InlineData("data_1_min/dt=2026-02-02/13:40.tsv")]
    [InlineData("data_1_min/dt=2026-02-02-1340.tsv")]
    [InlineData("data_1_min/2026-02-02/1340.tsv")]
    [InlineData("raw/data_1_min/dt=2026-02-02/1340.tsv")]
    [InlineData("data_1_min%2Fdt%3D2026-02-02%2F1340.tsv")]
    public void Other_keys_are_not_taken_for_a_minute_file(string? key) =>
        Assert.False(MinuteFileKey.TryParse(key, out _));
}
