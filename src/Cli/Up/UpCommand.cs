using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The options of <c>pipeline up</c>, and what it prints when it cannot go on.</summary>
internal static class UpCommand
{
    private static readonly Option<string> Source = new("--source")
    {
        Description = "Where candles come from. 'auto' is the live exchange if it answers, else the simulated one.",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<IReadOnlyList<Symbol>?> Symbols = new("--symbols")
    {
        Description = "Symbols, separated by commas. [default: those of cdk.json; with a replay, those of the folder]",
        CustomParser = OptionValues.Symbols,
        HelpName = "LIST",
    };

    private static readonly Option<DirectoryInfo?> Folder = new("--path")
    {
        Description = "The folder to replay: archive files such as BTCUSDT.csv or BTCUSDT-1m-2026-02-02.zip.",
        HelpName = "DIR",
    };

    private static readonly Option<DateTimeOffset?> From = new("--from")
    {
        Description = "The first day or minute, UTC, such as 2026-02-02 or 2026-02-02T13:40:00Z. [default: now; with a replay, its first]",
        CustomParser = OptionValues.Minute,
        HelpName = "TIME",
    };

    private static readonly Option<int?> Minutes = new("--minutes")
    {
        Description = "How many minutes to fetch. [default: endless; with --once, one more than the file limit]",
        HelpName = "N",
    };

    private static readonly Option<double?> Speed = new("--speed")
    {
        Description = "How fast a simulated or replayed market runs. [default: 60]",
        HelpName = "X",
    };

    private static readonly Option<bool> Once = new("--once")
    {
        Description = "End when every file is fanned out or declined and the queues are empty.",
    };

    private static readonly Option<bool> Fresh = new("--fresh") { Description = "Delete the state of earlier runs first." };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder of the run's state. [default: .local]",
        HelpName = "DIR",
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port of the endpoint on 127.0.0.1; 0 for any free one.",
        DefaultValueFactory = _ => 4566,
        HelpName = "N",
    };

    private static readonly Option<bool> AnyKey = new("--any-key")
    {
        Description = "Take any access key, unchecked, for a tool that makes up its own: every program and user of this machine may then do "
            + "everything in this run. Pages in a browser still may not.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "End with the result as one line of JSON." };

    public static Command Create()
    {
        var command = new Command("up", "Runs the whole pipeline on this machine, from the synthesized template.")
        {
            Source, Symbols, Folder, From, Minutes, Speed, Once, Fresh, Data, Port, AnyKey, Json,
        };
        Source.AcceptOnlyFromAmong([.. Enum.GetNames<MarketSource>().Select(name => name.ToLowerInvariant())]);
        RequireAtLeast(Minutes, 1);
        RequireAtLeast(Speed, 0.001);
        Port.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 0 and <= 65_535, "must be a port"));
        command.SetAction((result, cancellationToken) => RunAsync(Options(result), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(UpOptions options, CancellationToken cancellationToken)
    {
        try
        {
            CheckFolder(options);
            return await UpRun.ExecuteAsync(options, cancellationToken);
        }
        catch (CommandException exception)
        {
            Terminal.Errors().MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return 1;
        }
        catch (Exception exception) when (ServiceErrors.Are(exception) || exception is IOException or UnauthorizedAccessException)
        {
            Terminal.Errors().MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped by the user, which is how an endless run ends.
            return options.Once ? 130 : 0;
        }
    }

    private static UpOptions Options(ParseResult result) => new()
    {
        Source = Enum.Parse<MarketSource>(result.GetValue(Source)!, ignoreCase: true),
        Symbols = result.GetValue(Symbols),
        Path = result.GetValue(Folder)?.FullName,
        From = result.GetValue(From),
        Minutes = result.GetValue(Minutes),
        Speed = result.GetValue(Speed),
        Once = result.GetValue(Once),
        Fresh = result.GetValue(Fresh),
        Data = result.GetValue(Data),
        Port = result.GetValue(Port),
        AnyKey = result.GetValue(AnyKey),
        Json = result.GetValue(Json),
    };

    private static void CheckFolder(UpOptions options)
    {
        if (options.Source == MarketSource.Replay != options.Path is not null)
        {
            throw new CommandException(
                options.Path is null ? "--source replay needs --path DIR." : "--path goes with --source replay.");
        }

        if (options.Path is not null && !Directory.Exists(options.Path))
        {
            throw new CommandException($"--path: the folder {options.Path} does not exist.");
        }
    }

    private static void RequireAtLeast<T>(Option<T?> option, T minimum)
        where T : struct, IComparable<T> => option.Validators.Add(result => Require(
            result, result.GetValueOrDefault<T?>() is not { } value || value.CompareTo(minimum) >= 0, $"must be at least {minimum}"));

    private static void Require(OptionResult result, bool valid, string rule)
    {
        if (!valid)
        {
            result.AddError($"{result.Option.Name} {rule}.");
        }
    }
}
