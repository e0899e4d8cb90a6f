using System.Globalization;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>What a person reads.</summary>
internal static class AuditView
{
    private const int SymbolsShown = 40;
    private const int FindingsShown = 10;

    // What a row has beside its strip.
    private const int OtherColumns = 42;

    public static void Print(IAnsiConsole console, AuditResult result, AuditTally tally, Expectation expected)
    {
        if (result.Items == 0)
        {
            console.MarkupLineInterpolated($"{result.Table} has no such items.");
        }

        // An item whose key is no minute belongs to no strip.
        var spans = expected.Symbols.Select(each => (each.Key, Span: Span(tally.Of(each.Key), each.Value)))
            .Where(each => each.Span.First < each.Span.End).ToDictionary(each => each.Key, each => each.Span);
        if (spans.Count > 0)
        {
            Symbols(console, result, tally, spans);
            console.WriteLine();
        }

        console.MarkupLineInterpolated($"{result.Expected}");
        if (result.Items == 0)
        {
            Gaps(console, result);
            return;
        }

        Keys(console, result);
        Gaps(console, result);
        Invalid(console, result);
        Sources(console, result);
        Newest(console, result);
    }

    /// <summary>What is expected of a symbol or there: from the first minute to the one after the last.</summary>
    private static (DateTimeOffset First, DateTimeOffset End) Span(SymbolMinutes there, ExpectedMinutes expected)
    {
        var all = new[] { ExpectedMinutes.Between(there), expected }.Where(each => each.From < each.To).DefaultIfEmpty(ExpectedMinutes.None).ToList();
        return (all.Min(each => each.From), all.Max(each => each.To));
    }

    private static void Symbols(
        IAnsiConsole console, AuditResult result, AuditTally tally, Dictionary<string, (DateTimeOffset First, DateTimeOffset End)> spans)
    {
        var (first, end) = (spans.Values.Min(span => span.First), spans.Values.Max(span => span.End));
        var isPlain = !console.Profile.Capabilities.Ansi;
        var width = isPlain ? 60 : Math.Clamp(console.Profile.Width - OtherColumns, 10, 120);
        var strip = new HeatStrip(first, end, width, hasColors: console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("Symbol");
        table.AddColumn(new TableColumn("Items") { Alignment = Justify.Right });
        table.AddColumn(new TableColumn("Missing") { Alignment = Justify.Right });
        table.AddColumn(new TableColumn(new Text(Axis(first, end.AddMinutes(-1), strip.Width))) { NoWrap = true });
        // Those that lack most, in the order of the alphabet.
        var shown = result.Symbols.Where(symbol => spans.ContainsKey(symbol.Symbol)).OrderByDescending(symbol => symbol.Missing).Take(SymbolsShown).OrderBy(symbol => symbol.Symbol, StringComparer.Ordinal);
        foreach (var symbol in shown)
        {
            table.AddRow(
                new Text(Words.Printable(symbol.Symbol)),
                new Text(Number(symbol.Items)),
                new Text(Number(symbol.Missing), symbol.Missing > 0 ? new Style(Color.Red) : null),
                new Markup(strip.Of(tally.Of(symbol.Symbol), spans[symbol.Symbol].First, spans[symbol.Symbol].End)));
        }

        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[bold]{result.Table}[/]: {Many(result.Items, "item")} of {Many(result.Symbols.Count, "symbol")}, {Minute(first)} to {Minute(end.AddMinutes(-1))} UTC");
        console.Write(table);
        if (result.Symbols.Count > SymbolsShown)
        {
            console.MarkupLineInterpolated($"… and {Many(result.Symbols.Count - SymbolsShown, "symbol")} that lack no more than these.");
        }

        console.MarkupLine($"[grey]{strip.Legend}[/]");
    }

    private static void Keys(IAnsiConsole console, AuditResult result) => Tell(
        console,
        result.Items == result.DistinctKeys,
        $"Nothing is there twice: {Many(result.Items, "item")}, {Many(result.DistinctKeys, "distinct key")} of symbol and open time.",
        $"{Many(result.Items - result.DistinctKeys, "item")} came twice: {Many(result.DistinctKeys, "distinct key")}. The table was written to meanwhile: audit it again.");

    private static void Gaps(IAnsiConsole console, AuditResult result)
    {
        Tell(
            console,
            result.Missing == 0,
            "No minute that is expected is missing.",
            $"{Many(result.Missing, "minute")} of {Many(result.Symbols.Count(symbol => symbol.Missing > 0), "symbol")} {(result.Missing == 1 ? "is" : "are")} missing; the longest gaps:");
        var longest = result.Symbols.SelectMany(symbol => symbol.Gaps.Select(gap => (symbol.Symbol, Gap: gap))).OrderByDescending(one => one.Gap.Minutes);
        foreach (var (symbol, gap) in longest.Take(FindingsShown))
        {
            Line(console, $"{symbol} {gap.First} to {gap.Last}, {Many(gap.Minutes, "minute")}");
        }

        if (result.Holes > 0)
        {
            console.MarkupLineInterpolated($"[grey]{Many(result.Holes, "minute")} that the exchange itself does not have {(result.Holes == 1 ? "is" : "are")} not expected.[/]");
        }
    }

    private static void Invalid(IAnsiConsole console, AuditResult result)
    {
        Tell(
            console, result.InvalidItems == 0, "Every item is a possible candle.", $"{Many(result.InvalidItems, "item")} can be no candle:");
        foreach (var item in result.Invalid.Take(FindingsShown))
        {
            Line(console, $"{item.Symbol} {item.OpenTime}: {item.Reason}");
        }
    }

    private static void Sources(IAnsiConsole console, AuditResult result)
    {
        if (result.Sources is not { } sources)
        {
            return;
        }

        Tell(
            console,
            sources.Differing == 0,
            $"{Many(sources.Items, "item")} held against the lines of {Many(sources.Files, "file")}: every attribute is as its line says.",
            $"{Many(sources.Differing, "item")} of {Number(sources.Items)} differ from their lines:");
        foreach (var difference in sources.Differences.Take(FindingsShown))
        {
            Line(
                console,
                $"{difference.File} line {difference.Line}, {difference.Symbol} {difference.OpenTime}: {difference.Field} is "
                + $"{(difference.InTable is { } text ? $"'{text}'" : "missing")} in the table, '{difference.InFile}' in the file");
        }

        if (sources.Unverified > 0)
        {
            Tell(console, isWell: false, "", $"{Many(sources.Unverified, "item")} cannot be held against a line:");
            foreach (var items in sources.WithoutLine.Take(FindingsShown))
            {
                Line(console, $"{items.File}{(items.File.Length > 0 ? ", " : "")}{Many(items.Items, "item")}: {items.Reason}");
            }
        }

        console.MarkupLine("[grey]Of files that have no item nothing is claimed: the slots may have let them pass.[/]");
    }

    private static void Newest(IAnsiConsole console, AuditResult result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Newest", "open_time");
        table.AddColumn(new TableColumn("close") { Alignment = Justify.Right });
        table.AddColumns("source", "written_at");
        foreach (var item in result.Newest)
        {
            var cells = new[] { item.Symbol, item.OpenTime, item.Close, $"{item.SourceKey} row {item.SourceRow}", item.WrittenAt };
            table.AddRow(cells.Select(cell => new Text(Words.Printable(cell ?? ""))));
        }

        console.Write(table);
    }

    private static void Tell(IAnsiConsole console, bool isWell, string well, string wrong) =>
        console.MarkupLine($"[{(isWell ? "green" : "red")}]{Markup.Escape(isWell ? well : wrong)}[/]");

    private static void Line(IAnsiConsole console, string text) =>
        // Foreign text, as it is, and broken by the terminal alone.
        console.Profile.Out.Writer.WriteLine($"  {Words.Printable(text)}");

    /// <summary>The first and the last time, each above its end of the strip, as far as there is room.</summary>
    private static string Axis(DateTimeOffset first, DateTimeOffset last, int width)
    {
        var (left, right) = (Minute(first), Minute(last));
        return width >= left.Length + right.Length + 1 ? left + right.PadLeft(width - left.Length) : "Minutes";
    }

    private static string Minute(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm}";

    private static string Many(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
