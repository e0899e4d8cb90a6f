using Spectre.Console;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>Says what would go, asks, and deletes it.</summary>
internal sealed class ClearExecution(Target target, ClearOptions options, TimeProvider time, Random random)
{
    private readonly IAnsiConsole _console = options.Json ? Terminal.Errors() : Terminal.Output();
    private readonly FileSweep _files = new(target.Clients.S3, target.Outputs["MinuteFilesBucket"]);
    private readonly ItemSweep _items = new(
        target.Clients.DynamoDb, target.Outputs["ProcessedDataTable"], [ProcessedData.Symbol, ProcessedData.OpenTime], time, random);

    private readonly ItemSweep _state = new(target.Clients.DynamoDb, target.Outputs["PipelineStateTable"], [PipelineState.Id], time, random);

    /// <exception cref="CommandException">Nothing was deleted: a table is protected, or there is nobody to ask.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var plan = await new ClearSurvey(target).PlanAsync(options, cancellationToken);
        ClearView.Print(_console, plan, target.Local is not null);
        if (!plan.IsEmpty && !options.Yes && !await Confirmation.AskAsync(_console, "Delete all this?", "Nothing is deleted", cancellationToken))
        {
            return ExitCodes.NotRun;
        }

        var problems = new List<string>();
        try
        {
            await SweepAsync(plan, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Terminal.Errors().WriteLine($"Interrupted. {ClearView.Deleted(Result([]))}; run the same command again for the rest.");
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (ServiceErrors.Are(exception))
        {
            problems.Add(ServiceErrors.Sentence(exception, target.Local));
        }

        var result = Result([.. problems, .. _files.Problems.Values]);
        ClearView.Print(_console, result);
        if (options.Json)
        {
            // Not through the console: it would break long lines to the terminal's width.
            Terminal.Output().Profile.Out.Writer.WriteLine(result.ToJson());
        }

        return result.Problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary>The slots last: until then nothing new is let through that would be deleted at once.</summary>
    private async Task SweepAsync(ClearPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Files is { All: > 0 } files)
        {
            await FollowAsync("Files", files.All, () => _files.Deleted, _files.RunAsync(cancellationToken));
        }

        if (plan.Items is { } items && (items.IsAbout || items.Items > 0))
        {
            await FollowAsync("Items", items.Items, () => _items.Deleted, _items.RunAsync(cancellationToken));
        }

        if (plan.State is { Items: > 0 } state)
        {
            await FollowAsync("State", state.Items, () => _state.Deleted, _state.RunAsync(cancellationToken));
        }
    }

    private Task FollowAsync(string title, long total, Func<long> done, Task work) =>
        WorkProgress.FollowAsync(_console, title, total, done, work, time);

    private ClearResult Result(IReadOnlyList<string> problems) => new(_files.Deleted, _items.Deleted, _state.Deleted, problems);
}
