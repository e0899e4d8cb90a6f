using System.Globalization;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>What a person reads.</summary>
internal static class ClearView
{
    public static void Print(IAnsiConsole console, ClearPlan plan, bool local)
    {
        if (plan.IsEmpty)
        {
            console.MarkupLine("[green]There is nothing to delete.[/]");
            return;
        }

        console.MarkupLine("This would be deleted [bold]for good[/]; what arrives meanwhile may stay:");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("What", "How much", "What it means");
        if (plan.Files is { } files)
        {
            Row(
                table, "Files", $"{Words.Counted(files.Versions, "version")} of files, {Words.Counted(files.Markers, "delete marker")}, {Size(files.Bytes)}",
                $"The raw files in {files.Bucket}, with all earlier versions. Items stay.");
        }

        if (plan.Items is { } items)
        {
            Row(
                table, "Items", $"{(items.IsAbout ? "about " : "")}{Words.Counted(items.Items, "item")}{(items.Bytes > 0 ? $", {Size(items.Bytes)}" : "")}",
                $"All candles of {items.Table}. Files that were let through are not sent again by themselves. {Cost(items, local)}".TrimEnd());
        }

        if (plan.State is { } state)
        {
            Row(
                table, "State", $"{Words.Counted(state.Slots, "slot")} taken, {Words.Counted(state.Items, "item")} in all",
                "The next files run. The fetcher no longer knows which minutes are there: while it runs, it fetches those since its first start once more "
                + "(they come to the same items); when it is started again, it looks for no gap before that start.");
        }

        console.Write(table);
    }

    public static void Print(IAnsiConsole console, ClearResult result)
    {
        foreach (var problem in result.Problems)
        {
            console.MarkupLineInterpolated($"[red]{Words.Printable(problem)}[/]");
        }

        console.MarkupLineInterpolated($"{Deleted(result)}.");
    }

    public static string Deleted(ClearResult result)
    {
        var parts = new[] { (result.Files, "version", "files"), (result.Items, "item", "ProcessedData"), (result.State, "item", "PipelineState") }
            .Where(part => part.Item1 > 0)
            .Select(part => $"{Words.Counted(part.Item1, part.Item2)} of {part.Item3}")
            .ToList();
        return $"Deleted {(parts.Count == 0 ? "nothing" : string.Join(", ", parts))}";
    }

    public static string Cost(ItemsThere items, bool local) => local ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"Reading and deleting them costs {(items.Dollars < 0.01 ? "less than 0.01" : $"about {items.Dollars:N2}")} dollars (on demand, list prices of us-east-1).");

    private static void Row(Table table, string what, string much, string meaning) => table.AddRow(new Text(what), new Text(much), new Text(meaning));

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{bytes / 1e9:N1} GB",
        >= 1_000_000 => $"{bytes / 1e6:N1} MB",
        _ => $"{bytes / 1e3:N1} KB",
    };
}
