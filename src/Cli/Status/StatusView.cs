using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ServerlessPipeline.Cli.Status;

/// <summary>What a person reads.</summary>
internal static class StatusView
{
    private const string Minutes = "yyyy-MM-dd HH:mm";

    /// <param name="look">What was seen.</param>
    /// <param name="where">The deployment, in a few words.</param>
    /// <param name="footer">A last line; null for none.</param>
    public static Rows Draw(PipelineLook look, string where, string? footer = null)
    {
        var parts = new List<IRenderable>
        {
            new Rule(Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{where} · {look.At:HH:mm:ss} UTC"))).LeftJustified(),
            Stages(look),
        };
        if (look.Table.Newest.Count > 0)
        {
            parts.Add(Items(look));
        }

        parts.AddRange(look.Problems.Select(problem => new Markup($"[red]{Markup.Escape(problem)}[/]")));
        if (look.Problems.Count == 0)
        {
            parts.Add(new Markup("[green]All is well.[/]"));
        }

        if (footer is not null)
        {
            parts.Add(new Markup($"[grey]{footer}[/]"));
        }

        return new Rows(parts);
    }

    /// <summary>One line, for a log of looks.</summary>
    public static string Line(PipelineLook look) => string.Create(
        CultureInfo.InvariantCulture,
        $"{look.At:HH:mm:ss} · newest file {(look.File is { } file ? $"{file.Minute:HH:mm}, {Lag(file)}" : "none")} · slots {Slots(look.Slots)}"
        + $" · rows {look.Rows.Waiting} waiting, {look.Rows.InFlight} in flight · newest item {look.Table.NewestMinute?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "none"}"
        + $" · dead letters {look.DeadLetters.Objects + look.DeadLetters.Rows}{(look.Problems.Count == 0 ? "" : $" · {string.Join(' ', look.Problems)}")}");

    private static Table Stages(PipelineLook look)
    {
        var letters = $"{Words.Counted(look.DeadLetters.Objects, "file")}, {Words.Counted(look.DeadLetters.Rows, "row")}";
        (string Stage, string Now, string Rate)[] rows =
        [
            ("Fetcher ─► S3", look.File is null ? "[red]no file[/]" : Text(Newest(look.File, look.At)), Rate(look.Rates?.FilesPerMinute, "files/min")),
            ("FanOut", SlotsText(look.Slots) + State(look, "FanOut"), ""),
            ("Rows queue", $"{look.Rows.Waiting:N0} waiting, {look.Rows.InFlight:N0} in flight", ""),
            ("Writer ─► ProcessedData", Text(Stored(look)) + State(look, "Writer"), Rate(look.Rates?.RowsPerMinute, "rows/min")),
            ("Dead letters", look.DeadLetters is { Objects: 0, Rows: 0 } ? $"[green]{letters}[/]" : $"[red]{letters}[/]", ""),
        ];
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Stage", "Now");
        if (look.Rates is not null)
        {
            table.AddColumn(new TableColumn("Rate") { Alignment = Justify.Right });
        }

        foreach (var row in rows)
        {
            table.AddRow(look.Rates is null ? [row.Stage, row.Now] : [row.Stage, row.Now, row.Rate]);
        }

        return table;
    }

    private static Table Items(PipelineLook look)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("symbol", "newest open_time", "written_at", "age");
        foreach (var item in look.Table.Newest)
        {
            table.AddRow(
                new Text(Words.Printable(item.Symbol)),
                new Text(item.OpenTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                new Text(item.WrittenAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "unknown"),
                new Text(item.WrittenAt is { } written ? Words.Age(look.At - written) : ""));
        }

        if (look.Table.SymbolsNotAsked > 0)
        {
            table.AddRow($"[grey]… and {look.Table.SymbolsNotAsked:N0} more[/]", "", "", "");
        }

        return table;
    }

    private static string Stored(PipelineLook look)
    {
        var about = look.Table.AboutItems is { } items ? $"about {Words.Counted(items, "item")}, " : "";
        return look.Table.NewestMinute is { } newest
            ? $"{about}newest {newest.ToString(Minutes, CultureInfo.InvariantCulture)}, {Written(look)}"
            : $"{about}no item of the deployment's symbols";
    }

    private static string Written(PipelineLook look) =>
        look.Table.Newest.Max(item => item.WrittenAt) is { } written ? $"written {Words.Age(look.At - written)} ago" : "written at an unknown time";

    private static string Newest(NewestFile file, DateTimeOffset now) =>
        $"{file.Minute.ToString(Minutes, CultureInfo.InvariantCulture)}, uploaded {Words.Age(now - file.Uploaded)} ago, {Lag(file)}";

    private static string Lag(NewestFile file) => file.Lag >= TimeSpan.Zero
        ? $"{Words.Age(file.Lag)} behind"
        : $"{Words.Age(-file.Lag)} ahead of the clock";

    private static string Slots(SlotsLook slots) => slots.Limit is { } limit ? $"{slots.Taken} of {limit}" : "unlimited";

    private static string SlotsText(SlotsLook slots) => slots switch
    {
        { Limit: null } => "every file is let through",
        { Full: true } => $"[yellow]{Slots(slots)} slots taken, new files are declined[/]",
        _ => $"{Slots(slots)} slots taken",
    };

    /// <summary>Of a function that is not as it always is.</summary>
    private static string State(PipelineLook look, string name) =>
        look.Functions?.FirstOrDefault(function => function.Name == name) is { State: not ("Active" or "unknown") } function
            ? $" [yellow]({Text(function.State)})[/]"
            : "";

    private static string Rate(double? rate, string unit) => rate is { } number ? Text($"{number:0.#} {unit}") : "";

    private static string Text(string text) => Markup.Escape(text);
}
