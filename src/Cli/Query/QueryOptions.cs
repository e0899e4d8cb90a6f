using ServerlessPipeline.Cli.Candles;

namespace ServerlessPipeline.Cli.Query;

/// <param name="Limit">How many candles at most; null for all.</param>
/// <param name="Format">One of <see cref="QueryFormats.All"/>.</param>
internal sealed record QueryOptions(CandleRange Range, long? Limit, bool NewestFirst, string Format);

internal static class QueryFormats
{
    public const string Table = "table";
    public const string Csv = "csv";
    public const string Tsv = "tsv";
    public const string Json = "json";

    public static string[] All { get; } = [Table, Csv, Tsv, Json];
}
