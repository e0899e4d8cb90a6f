using System.CommandLine;
using ServerlessPipeline.Cli.Candles;
using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.Query;

/// <summary>The arguments of <c>pipeline query</c>, and what they come to.</summary>
internal static class QueryCommand
{
    // An hour.
    private const int Newest = 60;

    // A table is laid out as a whole.
    private const int RowsOfTable = 1000;

    private static readonly Argument<Symbol> OfSymbol = new("SYMBOL")
    {
        Description = "The symbol, such as BTCUSDT.",
        CustomParser = OptionValues.OneSymbol,
    };

    private static readonly Option<long?> Limit = new("--limit")
    {
        Description = $"How many candles at most. [default: all of the range, {RowsOfTable} in a table; {Newest} without a range]",
        HelpName = "N",
    };

    private static readonly Option<bool> NewestFirst = new("--newest")
    {
        Description = "The newest first, as without a range; otherwise the oldest.",
    };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "table; csv (RFC 4180) and json (an object a line): every attribute, numbers in the table's own digits; tsv: the "
            + "lines of a minute file. [default: table in a terminal, tsv elsewhere]",
        HelpName = string.Join('|', QueryFormats.All),
    };

    private static readonly Option<bool> Json = new("--json") { Description = "The same as --format json." };

    static QueryCommand()
    {
        Format.AcceptOnlyFromAmong(QueryFormats.All);
        Limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 1)
            {
                result.AddError("--limit must be at least 1.");
            }
        });
    }

    public static Command Create()
    {
        var command = new Command(
            "query",
            $"Candles of a symbol from the table; without a range the newest {Newest}. Exit code 0: there are some, 1: there are none, 2: nothing "
            + "was asked. Examples: 'pipeline query BTCUSDT', 'pipeline query BTCUSDT --from 2026-02-02 --to 2026-02-03 --format csv'.")
        {
            OfSymbol,
        };
        RangeOptions.AddTo(command);
        command.Add(Limit);
        command.Add(NewestFirst);
        command.Add(Format);
        command.Add(Json);
        TargetOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Json) is { Implicit: false } && result.GetResult(Format) is { Implicit: false })
            {
                result.AddError("--json is --format json: give one or the other.");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => QueryExecution.RunAsync(target, Options(result), cancellationToken),
            "Interrupted. What was printed is a part of it.",
            cancellationToken));
        return command;
    }

    private static QueryOptions Options(ParseResult result)
    {
        var range = new CandleRange(result.GetValue(OfSymbol), RangeOptions.From(result), RangeOptions.To(result));
        var isOpen = range is { From: null, To: null };
        var format = result.GetValue(Json) ? QueryFormats.Json
            : result.GetValue(Format) ?? (Console.IsOutputRedirected ? QueryFormats.Tsv : QueryFormats.Table);
        var newestFirst = isOpen || result.GetValue(NewestFirst);
        long? most = isOpen ? Newest : format == QueryFormats.Table ? RowsOfTable : null;
        return new QueryOptions(range, result.GetValue(Limit) ?? most, newestFirst, format);
    }
}
