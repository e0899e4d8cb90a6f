namespace ServerlessPipeline.MarketData.Tests;

public class ProcessedDataTests
{
    private static readonly RowMessage Message = new(
        Candles.Sample,
        "data_1_min/dt=2026-02-02/1340.tsv",
        "v1",
        SourceRow: 1,
        new DateTimeOffset(2026, 2, 2, 13, 41, 0, 512, TimeSpan.Zero));

    [Fact]
    public void Item_has_the_columns_and_where_they_came_from()
    {
        var attributes = ProcessedData.Attributes(Message, new(2026, 2, 2, 13, 41, 2, 7, TimeSpan.Zero));

        Assert.Equal(
            [
                "symbol S BTCUSDT",
                "open_time S 2026-02-02T13:40:00Z",
                "open N 0.1005",
                "high N 0.1010",
                "low N 0.1000",
                "close N 0.1007",
                "base_volume N 1000.50",
                "close_time S 2026-02-02T13:40:59.999Z",
                "quote_volume N 100.75000000",
                "trade_count N 150",
                "taker_buy_base_volume N 500.25",
                "taker_buy_quote_volume N 50.00",
                "source_key S data_1_min/dt=2026-02-02/1340.tsv",
                "source_row N 1",
                "fetched_at S 2026-02-02T13:41:00.512Z",
                "written_at S 2026-02-02T13:41:02.007Z",
            ],
            attributes.Select(attribute => $"{attribute.Name} {attribute.Type} {attribute.Value}"));
    }

    [Fact]
    public void Item_says_when_its_file_came_where_that_is_known()
    {
        var attributes = ProcessedData.Attributes(Message, Message.FetchedAt, new(2026, 2, 2, 22, 41, 1, TimeSpan.FromHours(9)));

        Assert.Equal(new ItemAttribute("uploaded_at", ItemAttributeType.S, "2026-02-02T13:41:01.000Z"), attributes.Last());
    }

    [Theory]
    [InlineData("2026-02-02T13:41:01.000Z", true)]
    [InlineData("2026-02-02T13:41:01Z", false)]
    [InlineData("today", false)]
    [InlineData(null, false)]
    public void Upload_time_of_a_message_has_one_spelling(string? text, bool valid)
    {
        var uploadedAt = MessageAttributes.UploadedAtOf(text);

        Assert.Equal(valid ? text : null, uploadedAt is { } time ? MessageAttributes.UploadedAtText(time) : null);
    }

    [Fact]
    public void Every_column_of_the_file_is_an_attribute_of_the_same_name()
    {
        var names = ProcessedData.Attributes(Message, Message.FetchedAt).Select(attribute => attribute.Name);

        Assert.Equal(MinuteFile.Columns, names.Take(MinuteFile.Columns.Count));
    }

    [Fact]
    public void Times_are_in_utc_whatever_the_offset()
    {
        var offset = TimeSpan.FromHours(9);
        var abroad = Message with
        {
            Candle = Message.Candle with { OpenTime = Message.Candle.OpenTime.ToOffset(offset) },
            FetchedAt = Message.FetchedAt.ToOffset(offset),
        };

        Assert.Equal(
            ProcessedData.Attributes(Message, Message.FetchedAt),
            ProcessedData.Attributes(abroad, Message.FetchedAt.ToOffset(offset)));
    }
}
