using System.CommandLine;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;
using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>The arguments of <c>pipeline chart</c>.</summary>
internal static class ChartCommand
{
    // Beyond them there is nothing to see either.
    private const int Most = 10_000;

    private static readonly Argument<Symbol> OfSymbol = new("SYMBOL")
    {
        Description = "The symbol, such as BTCUSDT.",
        CustomParser = OptionValues.OneSymbol,
    };

    private static readonly Option<string?> Interval = new("--interval")
    {
        Description = "The time of one candle. [default: the shortest with which all have room; 1m without a range]",
        HelpName = string.Join('|', CandleInterval.All),
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Write an SVG, for a report or a web page, instead of drawing in the terminal.",
        HelpName = "FILE.svg",
    };

    private static readonly Option<int?> Width = Size("--width", "Columns, or pixels of a file. [default: the terminal's, 1200 of a file]");

    private static readonly Option<int?> Height = Size("--height", "Rows, or pixels of a file. [default: the terminal's, 700 of a file]");

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one line of JSON in place of the drawing: what there is to draw.",
    };

    static ChartCommand()
    {
        Interval.AcceptOnlyFromAmong([.. CandleInterval.All.Select(interval => interval.Name)]);
        Out.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string>() ?? "";
            if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError("--out: only SVG is written. Write FILE.svg and convert it, such as with 'rsvg-convert FILE.svg -o FILE.png'.");
            }
            else if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--out: '{path}' does not end in .svg.");
            }
        });
    }

    public static Command Create()
    {
        var command = new Command(
            "chart",
            "Draws a symbol's candles and volumes, in the terminal or as an SVG; without a range the newest that have room. Exit code 0: it is drawn, 1: "
            + "there are no candles, 2: nothing was asked. Examples: 'pipeline chart BTCUSDT', "
            + "'pipeline chart BTCUSDT --from 2026-02-02 --to 2026-02-03 --interval 15m --out btc.svg'.")
        {
            OfSymbol,
        };
        RangeOptions.AddTo(command);
        command.Add(Interval);
        command.Add(Out);
        command.Add(Width);
        command.Add(Height);
        command.Add(Json);
        TargetOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            var isFile = result.GetResult(Out) is { Implicit: false };
            var (width, height) = isFile ? (SvgChart.LeastWidth, SvgChart.LeastHeight) : (TerminalChart.LeastWidth, TerminalChart.LeastHeight);
            if (result.GetValue(Width) < width || result.GetValue(Height) < height)
            {
                result.AddError($"--width must be at least {width}, --height at least {height}.");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => ChartExecution.RunAsync(target, Options(result), cancellationToken),
            "Interrupted. Nothing was drawn.",
            cancellationToken));
        return command;
    }

    private static ChartOptions Options(ParseResult result) => new(
        new CandleRange(result.GetValue(OfSymbol), RangeOptions.From(result), RangeOptions.To(result)),
        result.GetValue(Interval) is { } name ? CandleInterval.Of(name) : null,
        result.GetValue(Out),
        result.GetValue(Width),
        result.GetValue(Height),
        result.GetValue(Json));

    private static Option<int?> Size(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() > Most)
            {
                result.AddError($"{name} must be at most {Most}.");
            }
        });
        return option;
    }
}
