using System.Globalization;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Query;

/// <summary>
/// The minute file's header and lines: times in epoch milliseconds, numbers in the table's own digits. In ascending order, those
/// of one UTC day are a <see cref="RepairFile"/>.
/// </summary>
internal sealed class TsvFormat(TextWriter output) : CandleFormat
{
    private bool _hasHeader;

    public override void Write(IReadOnlyList<TableItem> page)
    {
        if (!_hasHeader)
        {
            output.Write($"{MinuteFile.HeaderLine}\n");
            _hasHeader = true;
        }

        foreach (var item in page)
        {
            output.Write(string.Join('\t', MinuteFile.Columns.Select(column => Field(item, column))));
            output.Write('\n');
        }
    }

    private static string Field(TableItem item, string column)
    {
        var text = item[column] ?? "";
        if (column is ProcessedData.OpenTime or ProcessedData.CloseTime
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        }

        // Nothing that would make another field or line of it.
        return text.AsSpan().ContainsAny('\t', '\n', '\r') ? text.ReplaceLineEndings(" ").Replace('\t', ' ') : text;
    }
}
