using System.CommandLine;
using ServerlessPipeline.MarketData.Binance;
using ServerlessPipeline.MarketData.Binance.Archives;
using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The options of <c>pipeline backfill</c>, and what it prints when it cannot go on.</summary>
internal static class BackfillCommand
{
    private static readonly Option<IReadOnlyList<Symbol>?> Symbols = new("--symbols")
    {
        Description = "Symbols, separated by commas. [default: those of the deployment]",
        CustomParser = OptionValues.Symbols,
        HelpName = "LIST",
    };

    private static readonly Option<DateTimeOffset?> From = new("--from")
    {
        Description = "The first day or minute, UTC, such as 2026-02-02 or 2026-02-02T13:40:00Z.",
        CustomParser = OptionValues.Minute,
        HelpName = "TIME",
        Required = true,
    };

    private static readonly Option<DateTimeOffset?> To = new("--to")
    {
        Description = "The day or minute after the last one.",
        CustomParser = OptionValues.Minute,
        HelpName = "TIME",
        Required = true,
    };

    private static readonly Option<DirectoryInfo?> Folder = new("--path")
    {
        Description = "A folder of archives, such as BTCUSDT-1m-2026-02-02.zip, BTCUSDT-1m-2026-02.zip or BTCUSDT.csv; the folders below it are searched, too. [default: the exchange's archive]",
        HelpName = "DIR",
    };

    private static readonly Option<Uri> ArchiveUrl = Url("--archive-url", "The exchange's archive.", ArchiveClient.DefaultBaseAddress);

    private static readonly Option<Uri> ExchangeUrl = Url(
        "--exchange-url", "The exchange, asked for what the archives lack.", BinanceClient.DefaultBaseAddress);

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Read days anew that are there, and send all of their rows again. What the archive says now takes the place of what it said before.",
    };

    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "End when the files are in S3." };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "End with one line of JSON: days, rows, rejectedRows, gaps, holes, changed, missing, seconds, rowsPerSecond.",
    };

    public static Command Create()
    {
        var command = new Command(
            "backfill",
            "Brings old candles from the exchange's archive to the table. What one archive lacks is taken from the next one, and then from the exchange. "
            + "Minutes that the files in S3 hold are skipped, so a run that was interrupted goes on when it is run again, and brings what was not to be had "
            + "before. Exit code 0: all is there that the exchange has, 1: minutes are missing, rows were rejected, an archive has other values than before, or "
            + "something failed, 2: nothing was done.")
        {
            Symbols, From, To, Folder, ArchiveUrl, ExchangeUrl, Again, NoWait, Json,
        };
        TargetOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Folder) is not null && (result.GetResult(ArchiveUrl) ?? result.GetResult(ExchangeUrl)) is { Implicit: false })
            {
                result.AddError("--path is in place of --archive-url and --exchange-url: give one or the other.");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => BackfillExecution.RunAsync(target, Options(result), TimeProvider.System, cancellationToken),
            "Interrupted. Run the same command again to go on.",
            cancellationToken));
        return command;
    }

    private static BackfillOptions Options(ParseResult result)
    {
        var (from, to) = (result.GetValue(From)!.Value, result.GetValue(To)!.Value);
        return from < to
            ? new BackfillOptions
            {
                Symbols = result.GetValue(Symbols),
                From = from,
                To = to,
                Path = result.GetValue(Folder)?.FullName,
                ArchiveUrl = result.GetValue(ArchiveUrl)!,
                ExchangeUrl = result.GetValue(ExchangeUrl)!,
                Again = result.GetValue(Again),
                Wait = !result.GetValue(NoWait),
                Json = result.GetValue(Json),
            }
            : throw new CommandException($"--to {to:u} must be later than --from {from:u}.");
    }

    private static Option<Uri> Url(string name, string description, Uri otherwise)
    {
        var option = new Option<Uri>(name)
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            HelpName = "URL",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    return url;
                }

                result.AddError($"{name}: '{result.Tokens[0].Value}' is not an http or https address.");
                return null;
            },
        };
        return option;
    }
}
