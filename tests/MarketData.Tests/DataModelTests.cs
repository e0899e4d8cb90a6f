using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.MarketData.Tests;

/// <summary>The data model for NoSQL Workbench says what the code says of the tables.</summary>
public class DataModelTests
{
    private static readonly JsonNode Model = JsonNode.Parse(File.ReadAllText(SampleFile.PathOf("ServerlessPipeline.json")))!;

    [Fact]
    public void It_has_the_form_that_the_application_exports()
    {
        Assert.Equal("Amazon DynamoDB", Text(Model["ModelMetadata"]!["AWSService"]));
        Assert.Equal("3.0", Text(Model["ModelMetadata"]!["Version"]));
        Assert.Equal(
            [ProcessedData.TableName, PipelineState.TableName],
            Model["DataModel"]!.AsArray().Select(table => Text(table!["TableName"])));
        Assert.All(Model["DataModel"]!.AsArray(), table => Assert.Equal("PAY_PER_REQUEST", Text(table!["BillingMode"])));
    }

    [Fact]
    public void Attributes_of_ProcessedData_are_those_that_the_writer_writes()
    {
        var table = Table(ProcessedData.TableName);
        var written = ProcessedData.Attributes(Message(Candles.Sample), SampleFile.FetchedAt, SampleFile.FetchedAt).Select(Signature);

        Assert.Equal(
            [$"{ProcessedData.Symbol} S", $"{ProcessedData.OpenTime} S"],
            [Declared(table["KeyAttributes"]!["PartitionKey"]), Declared(table["KeyAttributes"]!["SortKey"])]);
        Assert.Equal(
            written.Skip(2),
            table["NonKeyAttributes"]!.AsArray().Select(Declared));
    }

    [Fact]
    public void Attributes_of_PipelineState_are_those_of_a_claim()
    {
        var table = Table(PipelineState.TableName);

        Assert.Equal($"{PipelineState.Id} S", Declared(table["KeyAttributes"]!["PartitionKey"]));
        Assert.Null(table["KeyAttributes"]!["SortKey"]);
        Assert.Equal([$"{PipelineState.Claimed} SS"], table["NonKeyAttributes"]!.AsArray().Select(Declared));
        var item = Assert.Single(Items(table));
        Assert.Equal(PipelineState.FileSlots, Text(item[PipelineState.Id]!["S"]));
        Assert.All(
            item[PipelineState.Claimed]!["SS"]!.AsArray(),
            identity => Assert.True(MinuteFileKey.TryParse(Text(identity).Split('#')[0], out _)));
    }

    [Theory]
    [InlineData(ProcessedData.TableName)]
    [InlineData(PipelineState.TableName)]
    public void Facets_use_attributes_of_their_table(string name)
    {
        var table = Table(name);
        var attributes = table["NonKeyAttributes"]!.AsArray().Select(attribute => Text(attribute!["AttributeName"])).ToHashSet();

        Assert.All(table["TableFacets"]!.AsArray(), facet =>
        {
            Assert.Equal(table["KeyAttributes"]!["SortKey"] is null, facet!["KeyAttributeAlias"]!["SortKeyAlias"] is null);
            Assert.Subset(attributes, facet["NonKeyAttributes"]!.AsArray().Select(Text).ToHashSet());
        });
    }

    [Fact]
    public void Sample_items_are_items_that_the_writer_could_have_written()
    {
        var items = Items(Table(ProcessedData.TableName)).ToList();

        Assert.Equal(15, items.Select(item => (Value(item, ProcessedData.Symbol), Value(item, ProcessedData.OpenTime))).Distinct().Count());
        Assert.All(items, item =>
        {
            var candle = CandleOf(item);
            var message = new RowMessage(
                candle, MinuteFileKey.For(candle.OpenTime), null, (int)Number(item, ProcessedData.SourceRow), Time(item, ProcessedData.FetchedAt));

            Assert.Null(CandleRules.Check(candle));
            Assert.Equal(
                ProcessedData.Attributes(message, Time(item, ProcessedData.WrittenAt), Time(item, ProcessedData.UploadedAt)).Select(Normal),
                item.AsObject().Select(attribute => Normal(Attribute(attribute))));
        });
    }

    [Fact]
    public async Task The_first_minute_is_the_sample_file()
    {
        var rows = await SampleFile.RowsAsync();

        var items = Items(Table(ProcessedData.TableName)).Where(item => Value(item, ProcessedData.SourceKey) == SampleFile.Key);

        Assert.Equal(rows.Take(5).Select(row => row.Candle), items.Select(CandleOf));
    }

    private static RowMessage Message(Candle candle) => new(candle, SampleFile.Key, null, 1, SampleFile.FetchedAt);

    private static JsonNode Table(string name) =>
        Model["DataModel"]!.AsArray().Single(table => Text(table!["TableName"]) == name)!;

    /// <summary>The sample items of all facets; each is in one.</summary>
    private static IEnumerable<JsonNode> Items(JsonNode table) =>
        table["TableFacets"]!.AsArray().SelectMany(facet => facet!["TableData"]!.AsArray()).Select(item => item!);

    private static Candle CandleOf(JsonNode item) => new()
    {
        Symbol = Symbol.Parse(Value(item, ProcessedData.Symbol)),
        OpenTime = Time(item, ProcessedData.OpenTime),
        Open = Number(item, ProcessedData.Open),
        High = Number(item, ProcessedData.High),
        Low = Number(item, ProcessedData.Low),
        Close = Number(item, ProcessedData.Close),
        BaseVolume = Number(item, ProcessedData.BaseVolume),
        CloseTime = Time(item, ProcessedData.CloseTime),
        QuoteVolume = Number(item, ProcessedData.QuoteVolume),
        TradeCount = (long)Number(item, ProcessedData.TradeCount),
        TakerBuyBaseVolume = Number(item, ProcessedData.TakerBuyBaseVolume),
        TakerBuyQuoteVolume = Number(item, ProcessedData.TakerBuyQuoteVolume),
    };

    private static ItemAttribute Attribute(KeyValuePair<string, JsonNode?> attribute)
    {
        var (type, value) = Assert.Single(attribute.Value!.AsObject());
        return new ItemAttribute(attribute.Key, Enum.Parse<ItemAttributeType>(type), Text(value));
    }

    /// <summary>A number as DynamoDB gives it back, without trailing zeros.</summary>
    private static ItemAttribute Normal(ItemAttribute attribute) => attribute.Type == ItemAttributeType.N
        ? attribute with { Value = decimal.Parse(attribute.Value, CultureInfo.InvariantCulture).ToString("0.##########", CultureInfo.InvariantCulture) }
        : attribute;

    private static string Signature(ItemAttribute attribute) => $"{attribute.Name} {attribute.Type}";

    private static string Declared(JsonNode? attribute) => $"{Text(attribute!["AttributeName"])} {Text(attribute["AttributeType"])}";

    private static string Value(JsonNode item, string name) => Text(item[name]!.AsObject().Single().Value);

    private static decimal Number(JsonNode item, string name) => decimal.Parse(Value(item, name), CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonNode item, string name) => DateTimeOffset.Parse(Value(item, name), CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
