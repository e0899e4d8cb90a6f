using Spectre.Console;
using Spectre.Console.Rendering;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The stages, the slots and the newest items, redrawn in place.</summary>
internal sealed class LiveView(IAnsiConsole console, string title, TimeProvider time) : UpView
{
    private const int ItemsShown = 8;
    private const int SlotsShown = 6;
    private readonly long _started = time.GetTimestamp();

    public override async Task<RunEnd> FollowAsync(Func<Action<PipelineStatus>, Task<RunEnd>> follow)
    {
        RunEnd? end = null;
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
            end = await follow(status => live.UpdateTarget(Draw(status))));
        return end!;
    }

    private Rows Draw(PipelineStatus status) => new(
        new Rule(Markup.Escape($"{title} · {time.GetElapsedTime(_started):mm\\:ss}")).LeftJustified(),
        Stages(status),
        Slots(status),
        UpReport.Table(status.Newest.Take(ItemsShown)),
        new Markup("[grey]Ctrl+C stops everything.[/]"));

    private static Table Stages(PipelineStatus status)
    {
        var (files, messages, dead) = (status.Files, status.Messages, status.DeadLetters);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Stage", "Through it", "On the way");
        table.AddRow("Fetcher ─► S3", Many(files.Uploaded, "file"), status.Fetcher is { } fetcher ? Health(fetcher) : "");
        table.AddRow(
            "FanOut", $"{files.Claimed} claimed, {files.Declined} declined, {files.Rejected} rejected", Many(files.Pending, "file"));
        table.AddRow("Rows queue", Many(messages.Sent, "message"), $"{messages.Waiting} waiting, {messages.InFlight} in flight");
        table.AddRow("Writer ─► ProcessedData", Many(status.ItemCount, "item"), "");
        var letters = $"{Many(dead.Objects, "file")}, {Many(dead.Rows, "row")}";
        table.AddRow("Dead letters", dead is { Objects: 0, Rows: 0 } ? $"[green]{letters}[/]" : $"[red]{letters}[/]", "");
        return table;
    }

    private static string Health(FetcherHealth fetcher)
    {
        var health = $"{fetcher.Lag.TotalSeconds:0.0} s behind, weight {fetcher.UsedWeight}";
        var spooled = fetcher.SpooledFiles > 0 ? $", {Many(fetcher.SpooledFiles, "file")} to upload" : "";
        var gaps = fetcher.GapsOpen > 0 ? $", [red]{Many(fetcher.GapsOpen, "candle")} missing[/]" : "";
        return health + spooled + gaps;
    }

    private static IRenderable Slots(PipelineStatus status)
    {
        if (status.SlotLimit is not { } limit)
        {
            return new Markup("Slots  unlimited");
        }

        var taken = status.Slots.Take(SlotsShown).Select(key => $"[green]■ {Markup.Escape(key)}[/]");
        var free = Enumerable.Repeat("[grey]□ free[/]", Math.Max(0, Math.Min(limit, SlotsShown) - status.Slots.Count));
        return new Rows(taken.Concat(free).Select(slot => new Markup($"Slot  {slot}")));
    }

    private static string Many(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
