using Spectre.Console;

namespace ServerlessPipeline.Cli.Status;

/// <summary>Looks once, or again and again.</summary>
internal sealed class StatusExecution(Target target, StatusOptions options, TimeProvider time)
{
    /// <summary>Rates are over this long: of a file a minute, a short one would see none or many.</summary>
    private static readonly TimeSpan RatesOver = TimeSpan.FromMinutes(5);

    private readonly StageReader _reader = new(target, time);
    private readonly IAnsiConsole _output = Terminal.Output();
    private readonly string _where = target.Local is { } local ? $"local run · {local.Endpoint.ToString().TrimEnd('/')}" : $"AWS · {target.Outputs["ProcessedDataTable"]}";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var first = await _reader.ReadAsync(earlier: null, cancellationToken);
        if (options.Every is { } every)
        {
            await (options.Json || !_output.Profile.Capabilities.Ansi
                ? FollowAsync(first, every, Print, cancellationToken)
                : WatchAsync(first, every, cancellationToken));
        }
        else if (options.Json)
        {
            Print(first);
        }
        else
        {
            _output.Write(StatusView.Draw(first, _where));
        }

        return first.Problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private Task WatchAsync(PipelineLook first, TimeSpan every, CancellationToken cancellationToken) =>
        _output.Live(new Text("")).AutoClear(false).StartAsync(live => FollowAsync(
            first,
            every,
            look =>
            {
                live.UpdateTarget(StatusView.Draw(look, _where, "Ctrl+C ends the watch."));
                live.Refresh();
            },
            cancellationToken));

    private async Task FollowAsync(PipelineLook first, TimeSpan every, Action<PipelineLook> show, CancellationToken cancellationToken)
    {
        var looks = new Queue<PipelineLook>([first]);
        show(first);
        while (true)
        {
            await Task.Delay(every, time, cancellationToken);
            while (looks.Count > 1 && time.GetUtcNow() - looks.Peek().At > RatesOver)
            {
                looks.Dequeue();
            }

            try
            {
                var look = await _reader.ReadAsync(looks.Peek(), cancellationToken);
                looks.Enqueue(look);
                show(look);
            }
            catch (Exception exception) when (ServiceErrors.Are(exception))
            {
                // What was seen before, and why there is nothing newer: the next look may have an answer.
                var last = looks.Last();
                show(last with { Problems = [.. last.Problems, ServiceErrors.Sentence(exception, target.Local)] });
            }
        }
    }

    private void Print(PipelineLook look) =>
        // Not through the console: it would break long lines to the terminal's width.
        _output.Profile.Out.Writer.WriteLine(options.Json ? look.ToJson() : Words.Printable(StatusView.Line(look)));
}
