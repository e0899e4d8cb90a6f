using System.Text;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.Cli.Query;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public sealed class QueryFormatTests
{
    private const string Numbers = "0.00000000000000000000000001";

    [Fact]
    public void Csv_has_a_header_and_lines_that_end_in_CR_LF()
    {
        var output = Written(output => new CsvFormat(output), Item(0), Item(1));

        var lines = output.Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.Equal(
            "symbol,open_time,open,high,low,close,base_volume,close_time,quote_volume,trade_count,taker_buy_base_volume,taker_buy_quote_volume,"
            + "source_key,source_row,fetched_at,written_at,uploaded_at",
            lines[0]);
        Assert.StartsWith("BTCUSDT,2026-02-02T13:41:00Z,1.5,2,1,1.25,10,2026-02-02T13:41:59.999Z,", lines[2], StringComparison.Ordinal);
        Assert.Equal("", lines[3]);
    }

    [Fact]
    public void Csv_puts_quotes_around_what_needs_them()
    {
        var item = Item(0);
        item[ProcessedData.SourceKey] = new AttributeValue("a,\"b\"\n.tsv");

        Assert.Contains(",\"a,\"\"b\"\"\n.tsv\",1,", Written(output => new CsvFormat(output), item), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tsv_of_a_day_is_a_repair_file()
    {
        var output = Written(output => new TsvFormat(output), [.. Enumerable.Range(0, 20).Select(Item)]);

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(output));
        var rows = await RepairFile.ReadAsync(stream, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(20, rows.Count);
        Assert.All(rows, row => Assert.Null(row.Rejection));
        Assert.Equal(1.25m, rows[19].Candle!.Close);
    }

    [Fact]
    public void Tsv_field_stays_in_its_place_whatever_it_holds()
    {
        var item = Item(0);
        item[ProcessedData.Symbol] = new AttributeValue("A\tB\nC");

        var line = Written(output => new TsvFormat(output), item).Split('\n')[1];

        Assert.Equal(MinuteFile.Columns.Count, line.Split('\t').Length);
    }

    [Fact]
    public void Json_has_an_object_a_line_and_numbers_as_the_table_has_them()
    {
        var item = Item(0);
        item[ProcessedData.QuoteVolume] = new AttributeValue { N = Numbers };
        item[ProcessedData.ExpiresAt] = new AttributeValue { N = "1770039600" };

        var lines = Written(output => new JsonFormat(output), item, Item(1)).Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("""{"symbol":"BTCUSDT","open_time":"2026-02-02T13:40:00Z","open":1.5,"high":2,""", lines[0], StringComparison.Ordinal);
        Assert.Contains($"\"quote_volume\":{Numbers},", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",\"expires_at\":1770039600}", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Item_that_lacks_attributes_is_written_with_what_it_has()
    {
        var item = new Dictionary<string, AttributeValue> { [ProcessedData.Symbol] = new("BTCUSDT") };

        Assert.Equal("{\"symbol\":\"BTCUSDT\"}\n", Written(output => new JsonFormat(output), item));
        Assert.EndsWith("\r\nBTCUSDT,,,,,,,,,,,,,,,,\r\n", Written(output => new CsvFormat(output), item), StringComparison.Ordinal);
    }

    private static string Written(Func<TextWriter, CandleFormat> open, params Dictionary<string, AttributeValue>[] items)
    {
        using var output = new StringWriter();
        var format = open(output);
        // Two pages, that what comes once comes once.
        format.Write([.. items.Take(1).Select(item => new TableItem(item))]);
        format.Write([.. items.Skip(1).Select(item => new TableItem(item))]);
        format.End();
        return output.ToString();
    }

    private static Dictionary<string, AttributeValue> Item(int minute) => TableItems.Of(minute);
}
