using Spectre.Console;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Shows a backfill while it goes on: bars in a terminal, a line every few seconds elsewhere.</summary>
internal sealed class BackfillView(IAnsiConsole console, BackfillProgress progress, TimeProvider time)
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    /// <summary>Days to S3.</summary>
    public Task FollowUploadAsync(Task work)
    {
        var started = time.GetTimestamp();
        return FollowAsync(work, "To S3", () =>
        {
            var counts = progress.Counts;
            var seconds = time.GetElapsedTime(started).TotalSeconds;
            // What was there before took no time, and says nothing about the rest.
            var worked = counts.Done - counts.Present;
            return new Step(
                counts.Done,
                counts.Days,
                $"{counts.Done:N0} of {counts.Days:N0} days, {counts.Rows:N0} rows, {counts.Rows / seconds:N0} rows/s",
                worked == 0 ? null : TimeSpan.FromSeconds((counts.Days - counts.Done) * seconds / worked));
        });
    }

    /// <summary>Rows to the table.</summary>
    public Task FollowTableAsync(Task work, long started) => FollowAsync(
        work,
        "To the table",
        () =>
        {
            var counts = progress.Counts;
            if (counts.OnTheWay is not { } left)
            {
                return new Step(0, Math.Max(counts.Rows, 1), "the files are fanned out", Left: null);
            }

            var done = Math.Max(0, counts.Rows - left);
            var seconds = time.GetElapsedTime(started).TotalSeconds;
            return new Step(
                done,
                Math.Max(counts.Rows, 1),
                $"{done:N0} of {counts.Rows:N0} rows, {done / seconds:N0} rows/s",
                done == 0 ? null : TimeSpan.FromSeconds(left * seconds / done));
        });

    private async Task FollowAsync(Task work, string title, Func<Step> read)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            await console.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask(title);
                    await RefreshAsync(work, BarEvery, () =>
                    {
                        var step = read();
                        (bar.MaxValue, bar.Value, bar.Description) = (step.Total, step.Done, Markup.Escape($"{title}: {step}"));
                    });
                });
        }
        else
        {
            await RefreshAsync(work, LineEvery, () => console.WriteLine($"{title}: {read()}"));
        }

        await work;
    }

    private async Task RefreshAsync(Task work, TimeSpan interval, Action show)
    {
        bool ended;
        do
        {
            await Task.WhenAny(work, Task.Delay(interval, time));
            ended = work.IsCompleted;
            foreach (var message in progress.TakeMessages())
            {
                console.MarkupLineInterpolated($"[yellow]{message}[/]");
            }

            show();
        }
        while (!ended);
    }

    private sealed record Step(long Done, long Total, string Text, TimeSpan? Left)
    {
        public override string ToString() => Left is { } left && Done < Total ? $"{Text}, {left:hh\\:mm\\:ss} left" : Text;
    }
}
