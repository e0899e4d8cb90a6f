using System.Globalization;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;
using ServerlessPipeline.MarketData.Binance.Archives;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>One run of <c>pipeline backfill</c>.</summary>
internal static class BackfillExecution
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int RunsTold = 20;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(100);

    /// <exception cref="CommandException">Nothing was done: something that is needed is not there.</exception>
    public static async Task<int> RunAsync(
        Target target, BackfillOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = Plan(options, target.Outputs, time);
        var progress = new BackfillProgress(plan.Days);
        using var http = new HttpClient { BaseAddress = options.ArchiveUrl, Timeout = AnswerWithin };
        using var exchangeHttp = new HttpClient { BaseAddress = options.ExchangeUrl, Timeout = AnswerWithin };
        var retry = SourceRetry.Build(time, progress);
        using var exchange = options.Path is null ? new ExchangeKlines(new BinanceClient(exchangeHttp), retry, time, progress) : null;
        IArchives archives = options.Path is { } folder
            ? ArchiveFolder.Open(folder, plan.Symbols, progress)
            : new RemoteArchives(new ArchiveClient(http), retry, time, progress);
        var table = new TableWatch(target.Clients, target.Outputs, time, progress);
        var files = new BackfillFiles(target.Clients.S3, target.Outputs["MinuteFilesBucket"], time, progress);
        var sources = new CandleSources(archives, exchange, options.Again, progress);
        var run = new BackfillRun(plan, archives, sources, files, table.Expect, options.Again, progress);

        var console = Terminal.Output();
        var view = new BackfillView(console, progress, time);
        await table.StartAsync(cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            await view.FollowUploadAsync(run.UploadAsync(cancellationToken));
            var uploaded = time.GetElapsedTime(started);
            if (options.Wait)
            {
                await view.FollowTableAsync(table.WaitAsync(cancellationToken), started);
            }

            Report(console, options, progress, uploaded, time.GetElapsedTime(started));
            return progress.IsComplete ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (Exception exception) when (exception is CommandException || ServiceErrors.Are(exception))
        {
            var sentence = exception is CommandException ? exception.Message : ServiceErrors.Sentence(exception, target.Local);
            Terminal.Errors().MarkupLineInterpolated(
                $"[red]{Words.Sentence(sentence)}[/] {Words.Counted(progress.Counts.Uploaded, "file")} uploaded; run the same command again to go on.");
            return ExitCodes.Failure;
        }
    }

    private static BackfillPlan Plan(BackfillOptions options, DeploymentOutputs outputs, TimeProvider time)
    {
        var now = time.GetUtcNow();
        // The minute that is open now has no candle yet.
        var end = now.AddTicks(-(now.UtcTicks % Minute.Ticks));
        return options.From < end
            ? new BackfillPlan(
                options.Symbols ?? [.. outputs["Symbols"].Split(',').Select(Symbol.Parse)],
                options.From,
                options.To < end ? options.To : end)
            : throw new CommandException($"--from {options.From:u} is not in the past.");
    }

    private static void Report(
        IAnsiConsole console, BackfillOptions options, BackfillProgress progress, TimeSpan uploaded, TimeSpan all)
    {
        var counts = progress.Counts;
        var toTable = options.Wait ? string.Create(CultureInfo.InvariantCulture, $", {counts.Rows / all.TotalSeconds:N0} to the table") : "";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{counts.Rows:N0} rows in {counts.Uploaded:N0} files, {all.TotalSeconds:N1} s. Rows/s: {counts.Rows / uploaded.TotalSeconds:N0} to S3{toTable}.");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{counts.Present:N0} days lacked nothing, {counts.Missing:N0} are missing, {counts.Failed:N0} failed; {counts.RejectedRows:N0} rows rejected, {counts.Gaps:N0} minutes missing, {counts.Holes:N0} that the exchange itself does not have.");
        var missing = progress.MissingRuns().ToList();
        foreach (var finding in (string[])[.. progress.Repeated(), .. Missing(missing), .. Changed(options, progress)])
        {
            console.MarkupLineInterpolated($"[yellow]{finding}[/]");
        }

        if (options.Json)
        {
            console.Profile.Out.Writer.WriteLine(BackfillResult.From(counts, [.. missing.Take(RunsTold)], all).ToJson());
        }
    }

    private static IEnumerable<string> Missing(List<MissingMinutes> runs)
    {
        foreach (var run in runs.Take(RunsTold))
        {
            yield return $"Missing: {run.Symbol} {run.First} to {run.Last}, {Words.Counted(run.Minutes, "minute")}.";
        }

        if (runs.Count > RunsTold)
        {
            yield return $"Missing: {Words.Counted(runs.Skip(RunsTold).Sum(run => run.Minutes), "minute")} more, in {Words.Counted(runs.Count - RunsTold, "range")}.";
        }
    }

    private static IEnumerable<string> Changed(BackfillOptions options, BackfillProgress progress) => progress.ChangedArchives().Select(each =>
        $"{each.Archive} has other values for {Words.Counted(each.Minutes, "minute")} than what was brought before. "
        + (options.Again ? "They are brought now." : "'backfill --again' brings them."));
}
