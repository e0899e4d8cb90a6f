using System.Buffers;
using ServerlessPipeline.Cli.Candles;

namespace ServerlessPipeline.Cli.Query;

/// <summary>RFC 4180: a header, lines that end in CR LF, quotes around what needs them. Every attribute as the table has it.</summary>
internal sealed class CsvFormat(TextWriter output) : CandleFormat
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    private bool _hasHeader;

    public override void Write(IReadOnlyList<TableItem> page)
    {
        if (!_hasHeader)
        {
            WriteLine(TableItem.Columns);
            _hasHeader = true;
        }

        foreach (var item in page)
        {
            WriteLine(TableItem.Columns.Select(column => item[column] ?? ""));
        }
    }

    private void WriteLine(IEnumerable<string> fields)
    {
        output.Write(string.Join(',', fields.Select(Field)));
        output.Write("\r\n");
    }

    private static string Field(string text) => text.AsSpan().ContainsAny(NeedsQuotes)
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}
