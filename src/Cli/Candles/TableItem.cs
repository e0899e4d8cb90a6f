using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Candles;

/// <summary>An item of <c>ProcessedData</c> as it is, whoever has written it.</summary>
internal readonly struct TableItem(Dictionary<string, AttributeValue> attributes)
{
    /// <summary>The attributes that the writer gives an item, in its order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        .. MinuteFile.Columns, ProcessedData.SourceKey, ProcessedData.SourceRow, ProcessedData.FetchedAt, ProcessedData.WrittenAt, ProcessedData.UploadedAt,
    ];

    /// <summary>Of any others, in no order.</summary>
    public IEnumerable<string> OtherColumns => attributes.Keys.Except(Columns);

    /// <summary>A text, or a number in the table's own digits; null if there is none of this name.</summary>
    public string? this[string name] => attributes.TryGetValue(name, out var value) ? value.S ?? value.N : null;

    public bool IsNumber(string name) => attributes.TryGetValue(name, out var value) && value.N is not null;

    /// <summary>What is wrong with it, or null.</summary>
    public CandleViolation? Read(out Candle? candle) => ProcessedItem.Read(Text, out candle);

    private string? Text(string name) => this[name];
}
