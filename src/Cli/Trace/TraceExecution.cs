using System.Globalization;
using Amazon.CloudWatchLogs;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary><c>pipeline trace</c>.</summary>
internal sealed class TraceExecution(Target target, TargetChoice choice)
{
    private static readonly string[] LogGroups = ["FetcherLogs", "FanOutLogs", "WriterLogs"];

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    private readonly string _where = target.Local is { } local
        ? $"local run · {local.Endpoint.ToString().TrimEnd('/')}"
        : $"AWS · {target.Outputs["ProcessedDataTable"]}";

    /// <exception cref="CommandException">It is neither a file nor an item that is asked for.</exception>
    public async Task<int> RunAsync(
        IReadOnlyList<string> words, bool deadLetters, bool json, CancellationToken cancellationToken)
    {
        var subject = TraceSubject.Parse(words) ?? throw new CommandException(
            $"'{string.Join(' ', words)}' is neither a file's key such as data_1_min/dt=2026-02-02/1340.tsv nor an item such as BTCUSDT 2026-02-02T13:40:00Z.");
        using var cloud = target.Local is null ? new AmazonCloudWatchLogsClient(target.Clients.With(new AmazonCloudWatchLogsConfig())) : null;
        ILogs logs = cloud is null
            ? new LocalLogs(choice.DataFolder, target.Outputs)
            : new CloudLogs(cloud, [.. LogGroups.Select(group => target.Outputs[group])]);
        var reader = new FileReader(target, logs, deadLetters);
        var (story, facts) = await TellAsync(subject, reader, cancellationToken);
        var output = Terminal.Output();
        if (json)
        {
            // Not through the console: it would break long lines to the terminal's width.
            output.Profile.Out.Writer.WriteLine(story.ToJson());
        }
        else
        {
            TraceView.Print(output, story, _where, Hint(story, facts, deadLetters));
        }

        return story.Complete ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <returns>The story, and what is known of the file that it is about.</returns>
    private static async Task<(Story Story, FileFacts Facts)> TellAsync(
        TraceSubject subject, FileReader reader, CancellationToken cancellationToken)
    {
        if (subject.File is { } key)
        {
            var known = await reader.ReadAsync(key, cancellationToken);
            return (FileStory.Of(known), known);
        }

        var item = await reader.ItemAsync(subject.Symbol, subject.OpenTime, cancellationToken);
        var facts = await reader.ReadAsync(item?.File ?? MinuteFileKey.For(subject.OpenTime), cancellationToken);
        return (ItemStory.Of(subject, item, facts), facts);
    }

    private string? Hint(Story story, FileFacts facts, bool deadLetters)
    {
        var lines = new List<string>();
        if (facts.Log is null)
        {
            lines.Add("The logs were not read. What only they know (claimed, sent, received; times and requests):");
            // Without a beginning all that the group has ever had would be searched.
            var from = story.Steps.Min(step => step.At)?.Add(-Before).ToUnixTimeMilliseconds();
            lines.AddRange(LogGroups.Select(group =>
                $"  aws logs filter-log-events --log-group-name {target.Outputs[group]} --filter-pattern '\"{Words.Printable(facts.Key)}\"'"
                + (from is null ? "" : string.Create(CultureInfo.InvariantCulture, $" --start-time {from}"))));
        }

        // Not where there can be none: of a file that is not there, or was declined.
        if (!deadLetters && story.Steps.Any(step => step.State == StepState.Stopped && (step.Stage is "sent" or "written" || step.IsFailure)))
        {
            lines.Add("With --dead-letters it says, too, what the dead letters hold of it.");
        }

        return lines.Count == 0 ? null : string.Join(Environment.NewLine, lines);
    }
}
