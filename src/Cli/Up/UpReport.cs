using Spectre.Console;

namespace ServerlessPipeline.Cli.Up;

/// <summary>What a run prints at its end: the items, and whether all is well.</summary>
internal static class UpReport
{
    public const int ItemsShown = 50;

    public static void Print(IAnsiConsole console, RunEnd end)
    {
        var newest = end.Status.Newest.Take(ItemsShown).ToList();
        console.Write(Table(newest));
        if (end.Status.ItemCount > newest.Count)
        {
            console.WriteLine($"… and {end.Status.ItemCount - newest.Count} more.");
        }

        foreach (var problem in end.Problems)
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
        }

        if (end.Problems.Count == 0)
        {
            console.MarkupLineInterpolated(
                $"[green]Done: {end.Status.Files.Claimed} of {end.Status.Files.Uploaded} files fanned out, {end.Status.ItemCount} items in ProcessedData.[/]");
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
