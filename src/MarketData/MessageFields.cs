namespace ServerlessPipeline.MarketData;

/// <summary>The names of the fields that messages have beside a candle's columns.</summary>
internal static class MessageFields
{
    public const string Schema = "schema";
    public const string SourceKey = "source_key";
    public const string SourceVersion = "source_version";
    public const string SourceRow = "source_row";
    public const string FetchedAt = "fetched_at";
    public const string Line = "line";
    public const string Text = "text";
    public const string Reason = "reason";
}
