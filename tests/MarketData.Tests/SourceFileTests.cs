namespace ServerlessPipeline.MarketData.Tests;

/// <summary>A file is held against its key.</summary>
public class SourceFileTests
{
    private const string Minute = "data_1_min/dt=2026-02-02/1340.tsv";

    [Fact]
    public void Row_of_another_minute_is_rejected_and_its_neighbour_is_not()
    {
        var file = Files.Of(Files.LineWith("open_time", "1770039660000").Replace("1770039659999", "1770039719999", StringComparison.Ordinal), Candles.SampleLine);

        var rows = Read(Minute, file);

        Assert.Equal("line 2, column open_time: '1770039660000' is not the file's minute 1770039600000", rows[0].Rejection!.Message);
        Assert.Equal(Candles.Sample, rows[1].Candle);
    }

    [Theory]
    [InlineData("data_1_min/dt=2026-02-02/1500.tsv", "is not the file's minute")]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1341-1342.tsv", "is not in the file's minutes 1770039660000 to 1770039720000")]
    [InlineData("backfill_1_min/dt=2026-02-02/ETHUSDT-1340-1340.tsv", "'BTCUSDT' is not the file's symbol ETHUSDT")]
    [InlineData("data_1_min/readme.tsv", "'data_1_min/readme.tsv' is not the key of a file")]
    [InlineData("data_1_min/dt=2026-13-45/9999.tsv", "is not the key of a file")]
    [InlineData("backfill_1_min/dt=2026-02-02/1340.tsv", "is not the key of a file")]
    [InlineData("elsewhere/dt=2026-02-02/1340.tsv", "is not the key of a file")]
    public void File_whose_key_its_rows_contradict_is_none(string key, string reason)
    {
        var exception = Assert.Throws<MinuteFileException>(() => Read(key, Files.Of(Candles.SampleLine)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Minute)]
    [InlineData("repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1340.tsv")]
    public void File_without_a_row_is_none(string key)
    {
        var exception = Assert.Throws<MinuteFileException>(() => Read(key, Files.Of()));

        Assert.Equal("the file has a header and no row", exception.Message);
    }

    [Fact]
    public void File_whose_rows_are_all_malformed_keeps_each_with_its_reason()
    {
        var rows = Read(Minute, Files.Of(Files.LineWith("close", "1O"), "?"));

        Assert.Equal(2, rows.Count(row => row.Rejection is not null));
    }

    private static List<MinuteFileRow> Read(string key, byte[] file) =>
        SourceFile.ReadAsync(key, new MemoryStream(file), rows: null, TestContext.Current.CancellationToken)
            .ToBlockingEnumerable(TestContext.Current.CancellationToken).ToList();
}
