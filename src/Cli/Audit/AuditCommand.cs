using System.CommandLine;
using ServerlessPipeline.Cli.Candles;
using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>The options of <c>pipeline audit</c>.</summary>
internal static class AuditCommand
{
    private const int MostSegments = 64;

    private static readonly Option<IReadOnlyList<Symbol>?> Symbols = new("--symbols")
    {
        Description = "Symbols, separated by commas, which alone are read then. [default: those of the deployment and all that are in the table]",
        CustomParser = OptionValues.Symbols,
        HelpName = "LIST",
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Hold every item against the line that it comes from; each file is read once.",
    };

    private static readonly Option<int> Segments = new("--segments")
    {
        Description = $"How many parts of the table are read side by side, up to {MostSegments}.",
        DefaultValueFactory = _ => 4,
        HelpName = "N",
    };

    private static readonly Option<bool> Yes = new("--yes")
    {
        Description = $"Do not ask, even where it may cost more than {AuditEstimate.Threshold} dollar.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON." };

    static AuditCommand() => Segments.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > MostSegments)
        {
            result.AddError($"--segments must be from 1 to {MostSegments}.");
        }
    });

    public static Command Create()
    {
        var command = new Command(
            "audit",
            "Looks through the table: how many items there are of which symbols, which minutes are missing, what no candle can be and, "
            + "with --verify, whether every item says what its line says. With --from and --to, every minute of that range is expected of every symbol of the "
            + "deployment; without, what the fetcher's ledger says, or, under a file limit, what the files with a slot hold. It changes nothing. "
            + "Exit code 0: all is well, 1: something is missing or wrong, 2: it could not "
            + "look. Examples: 'pipeline audit --verify', 'pipeline audit --symbols BTCUSDT,ETHUSDT --from 2026-02-02 --to 2026-02-03'.")
        {
            Symbols,
        };
        RangeOptions.AddTo(command);
        command.Add(Verify);
        command.Add(Segments);
        command.Add(Yes);
        command.Add(Json);
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => new AuditExecution(target, Options(result), TimeProvider.System).RunAsync(cancellationToken),
            "Interrupted. An audit changes nothing.",
            cancellationToken));
        return command;
    }

    private static AuditOptions Options(ParseResult result) => new()
    {
        Symbols = result.GetValue(Symbols),
        From = RangeOptions.From(result),
        To = RangeOptions.To(result),
        Verify = result.GetValue(Verify),
        Segments = result.GetValue(Segments),
        Yes = result.GetValue(Yes),
        Json = result.GetValue(Json),
    };
}
