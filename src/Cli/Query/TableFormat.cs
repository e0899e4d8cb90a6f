using System.Globalization;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Query;

/// <summary>For people: the points one below the other, and green or red by whether the price rose.</summary>
/// <param name="limit">How many rows there may be; null for no limit.</param>
internal sealed class TableFormat(IAnsiConsole console, CandleRange range, long? limit) : CandleFormat
{
    private static readonly string[] Columns =
    [
        ProcessedData.Open, ProcessedData.High, ProcessedData.Low, ProcessedData.Close, ProcessedData.BaseVolume,
        ProcessedData.QuoteVolume, ProcessedData.TradeCount,
    ];

    private readonly List<TableItem> _items = [];

    public override void Write(IReadOnlyList<TableItem> page) => _items.AddRange(page);

    public override void End()
    {
        if (_items.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn(ProcessedData.OpenTime) { NoWrap = true });
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right, NoWrap = true });
        }

        var decimals = Columns.ToDictionary(column => column, column => _items.Max(item => Decimals(item[column])));
        foreach (var item in _items)
        {
            var style = Style(item);
            table.AddRow(
            [
                new Text(item[ProcessedData.OpenTime] ?? ""),
                .. Columns.Select(column => new Text(
                    Aligned(item[column] ?? "", decimals[column]), column == ProcessedData.Close ? style : null)),
            ]);
        }

        console.Write(table);
        var more = _items.Count == limit ? "; there may be more: --limit" : "";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{_items.Count:N0} candles of {range}, UTC{more}[/]");
    }

    // A wrong order of two numbers that are none is of no matter: they are shown, not judged.
    private static Style? Style(TableItem item) =>
        decimal.TryParse(item[ProcessedData.Open], CultureInfo.InvariantCulture, out var open)
        && decimal.TryParse(item[ProcessedData.Close], CultureInfo.InvariantCulture, out var close)
        && open != close
            ? new Style(close > open ? Color.Green : Color.Red)
            : null;

    private static int Decimals(string? number) =>
        number?.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? number.Length - point : 0;

    private static string Aligned(string number, int decimals) => number + new string(' ', decimals - Decimals(number));
}
