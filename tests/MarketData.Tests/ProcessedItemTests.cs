namespace ServerlessPipeline.MarketData.Tests;

public class ProcessedItemTests
{
    [Fact]
    public void What_the_writer_stores_is_read_back() => Property.ForAll(Candles.Possible, candle =>
    {
        var violation = ProcessedItem.Read(Text(Item(candle)), out var read);

        Assert.Null(violation);
        Assert.Equal(candle, read);
    });

    [Theory]
    [InlineData(ProcessedData.High, null, "column high: '' is missing")]
    [InlineData(ProcessedData.High, "12,5", "column high: '12,5' is not a decimal number of up to 28 digits")]
    [InlineData(ProcessedData.High, "1.00000000000000000000000000001", "column high: '1.00000000000000000000000000001' is not a decimal number of up to 28 digits")]
    [InlineData(ProcessedData.High, "0.0999", "column high: '0.0999' is below the low 0.1000")]
    [InlineData(ProcessedData.BaseVolume, "-1", "column base_volume: '-1' is negative")]
    [InlineData(ProcessedData.TradeCount, "1.5", "column trade_count: '1.5' is not a whole number")]
    [InlineData(ProcessedData.OpenTime, "2026-02-02 13:40", "column open_time: '2026-02-02 13:40' is not a time such as 2026-02-02T13:40:00Z")]
    [InlineData(ProcessedData.CloseTime, "2026-02-02T13:40:59Z", "column close_time: '2026-02-02T13:40:59Z' is not a time such as 2026-02-02T13:40:59.999Z")]
    [InlineData(ProcessedData.Symbol, "btcusdt", "column symbol: 'btcusdt' is not a symbol")]
    public void What_is_wrong_with_an_item_names_attribute_and_value(string name, string? text, string message)
    {
        var item = Item(Candles.Sample);
        item[name] = text;

        var violation = ProcessedItem.Read(Text(item), out var candle);

        Assert.Equal(message, violation?.Message);
        Assert.Null(candle);
    }

    [Theory]
    [InlineData("100.75000000", "100.75", true)]
    [InlineData("100.75000000", "100.75000000", true)]
    [InlineData("100", "1E+2", true)]
    [InlineData("100.75", "100.7500001", false)]
    [InlineData("100.75", "100.7500000000000000000000000000000001", false)]
    [InlineData("100.75", null, false)]
    [InlineData("100.75", "a hundred", false)]
    public void Numbers_are_the_same_whatever_zeros_they_end_in(string expected, string? found, bool same) =>
        Assert.Equal(same, ProcessedItem.IsSame(new ItemAttribute("open", ItemAttributeType.N, expected), found));

    [Fact]
    public void Texts_are_the_same_to_the_letter() =>
        Assert.False(ProcessedItem.IsSame(new ItemAttribute("symbol", ItemAttributeType.S, "1.0"), "1.00"));

    private static Dictionary<string, string?> Item(Candle candle) => ProcessedData
        .Attributes(new RowMessage(candle, "data_1_min/dt=2026-02-02/1340.tsv", null, 1, Candles.Minute), Candles.Minute)
        .ToDictionary(attribute => attribute.Name, string? (attribute) => attribute.Value);

    private static Func<string, string?> Text(Dictionary<string, string?> item) => item.GetValueOrDefault;
}
