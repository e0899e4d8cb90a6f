using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>
/// A line of a file, and what its item has to be. It reads the text by itself: code that it shared with the functions would
/// share their mistakes.
/// </summary>
internal sealed class SourceRow
{
    private readonly Dictionary<string, string> _columns;

    private SourceRow(string file, int number, Dictionary<string, string> columns) => (File, Number, _columns) = (file, number, columns);

    /// <summary>The file's key.</summary>
    public string File { get; }

    /// <summary>Counted from 1, without the header.</summary>
    public int Number { get; }

    public (string Symbol, string OpenTime) Key => (_columns["symbol"], Time("open_time", "yyyy-MM-dd'T'HH:mm:ss'Z'"));

    /// <summary>The symbol and the kline as the exchange has it, with a space between any two.</summary>
    public string Kline => string.Join(' ', _columns.Values);

    public static IEnumerable<SourceRow> Of(string file, string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var columns = lines[0].Split('\t');
        return lines.Skip(1).Select((line, index) => new SourceRow(
            file, index + 1, columns.Zip(line.Split('\t')).ToDictionary(cell => cell.First, cell => cell.Second)));
    }

    /// <summary>What differs, in words; null where the item is this row.</summary>
    public string? Difference(Dictionary<string, AttributeValue> item)
    {
        foreach (var (column, text) in _columns)
        {
            var same = column switch
            {
                "symbol" => item[column].S == text,
                "open_time" => item[column].S == Key.OpenTime,
                "close_time" => item[column].S == Time(column, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
                _ => decimal.Parse(item[column].N, CultureInfo.InvariantCulture) == decimal.Parse(text, CultureInfo.InvariantCulture),
            };
            if (!same)
            {
                return $"{column} is {item[column].S ?? item[column].N}, and {text} in {File}";
            }
        }

        return item["source_key"].S == File && item["source_row"].N == Number.ToString(CultureInfo.InvariantCulture)
            ? null
            : $"it says that it comes from {item["source_key"].S}, row {item["source_row"].N}, and comes from {File}, row {Number}";
    }

    private string Time(string column, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(_columns[column], CultureInfo.InvariantCulture)).ToString(format, CultureInfo.InvariantCulture);
}
