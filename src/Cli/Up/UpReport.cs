using Spectre.Console;

namespace ServerlessPipeline.Cli.Up;

/// <summary>What a run prints at its end: the items, and whether all is well.</summary>
internal static class UpReport
{
    private const int ItemsShown = 50;

    public static void Print(IAnsiConsole console, RunEnd end)
    {
        var items = end.Status.Items;
        console.Write(Table(items.Take(ItemsShown)));
        if (items.Count > ItemsShown)
        {
            console.WriteLine($"… and {items.Count - ItemsShown} more.");
        }

        foreach (var problem in end.Problems)
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
        }

        if (end.Problems.Count == 0)
        {
            console.MarkupLineInterpolated(
                $"[green]Done: {end.Status.Files.Claimed} of {end.Status.Files.Uploaded} files fanned out, {items.Count} items in ProcessedData.[/]");
        }
    }

    public static Table Table(IEnumerable<StoredCandle> items)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("symbol", "open_time");
        table.AddColumn("close", column => column.RightAligned());
        table.AddColumn("base_volume", column => column.RightAligned());
        table.AddColumn("written_at");
        foreach (var item in items)
        {
            table.AddRow(new[] { item.Symbol, item.OpenTime, item.Close, item.BaseVolume, item.WrittenAt }.Select(Markup.Escape).ToArray());
        }

        return table;
    }
}
