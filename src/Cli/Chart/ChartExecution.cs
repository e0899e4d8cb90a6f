using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>Reads the candles, joins them to intervals, and draws them.</summary>
internal static class ChartExecution
{
    private const int DefaultColumns = 100;
    private const int DefaultRows = 30;
    private const int DefaultPixels = 1200;
    private const int DefaultPixelRows = 700;

    // Of a candle in a file.
    private const int PixelsOfSlot = 5;

    public static async Task<int> RunAsync(Target target, ChartOptions options, CancellationToken cancellationToken)
    {
        var console = Terminal.Output();
        var (width, height) = Size(options, console);
        var pages = new CandlePages(target.Clients.DynamoDb, target.Outputs["ProcessedDataTable"]);
        var room = options.Out is null ? TerminalChart.Room(width) : width / PixelsOfSlot;
        if (await ReadAsync(pages, options, room, cancellationToken) is not { } series)
        {
            await NothingFound.TellAsync(target, pages, options.Range, cancellationToken);
            return ExitCodes.Failure;
        }

        if (options.Out is { } path)
        {
            await WriteAsync(path, SvgChart.Draw(series, $"DynamoDB table {target.Outputs["ProcessedDataTable"]}", width, height), cancellationToken);
        }

        if (options.Json)
        {
            console.Profile.Out.Writer.WriteLine(ChartResult.Of(series, options.Out).ToJson());
        }
        else if (options.Out is not null)
        {
            console.MarkupLineInterpolated($"[green]{ChartText.Candles(series)} are in {options.Out}.[/]");
        }
        else
        {
            Print(console, series, width, height);
        }

        return ExitCodes.Success;
    }

    private static (int Width, int Height) Size(ChartOptions options, IAnsiConsole console)
    {
        if (options.Out is not null)
        {
            return (options.Width ?? DefaultPixels, options.Height ?? DefaultPixelRows);
        }

        var isTerminal = !Console.IsOutputRedirected;
        // Two lines are for the title and the prompt.
        return (
            Math.Max(options.Width ?? (isTerminal ? console.Profile.Width - 1 : DefaultColumns), TerminalChart.LeastWidth),
            Math.Max(options.Height ?? (isTerminal ? console.Profile.Height - 2 : DefaultRows), TerminalChart.LeastHeight));
    }

    /// <returns>Null if there is nothing in the range.</returns>
    private static async Task<ChartSeries?> ReadAsync(CandlePages pages, ChartOptions options, int room, CancellationToken cancellationToken)
    {
        if (await EndAsync(newest: true) is not { } last)
        {
            return null;
        }

        var range = options.Range;
        if (range is { From: null, To: null })
        {
            range = range with { From = last - ((room - 1) * (options.Interval ?? CandleInterval.All[0]).Length) };
        }

        var first = await EndAsync(newest: false) ?? last;
        first = range.From > first ? range.From.Value : first;
        var interval = options.Interval ?? CandleInterval.All.FirstOrDefault(one => (last - first) / one.Length < room, CandleInterval.All[^1]);
        var leftOut = 0;
        var intervals = IntervalCandle.Of(Candles().ToBlockingEnumerable(cancellationToken), interval).ToList();
        return intervals.Count == 0 ? null : ChartSeries.Of(intervals, interval, leftOut);

        async IAsyncEnumerable<Candle> Candles()
        {
            await foreach (var page in pages.ReadAsync(range, newestFirst: false, limit: null, cancellationToken))
            {
                foreach (var item in page)
                {
                    if (item.Read(out var candle) is null)
                    {
                        yield return candle!;
                    }
                    else
                    {
                        leftOut++;
                    }
                }
            }
        }

        async Task<DateTimeOffset?> EndAsync(bool newest) =>
            await pages.EndAsync(options.Range, newest, cancellationToken) is { } text && ProcessedData.TryParseSortKey(text, out var time) ? time : null;
    }

    private static void Print(IAnsiConsole console, ChartSeries series, int width, int height)
    {
        var hasColors = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        var canvas = TerminalChart.Draw(series, width, height - 1, hasColors, out var shown);
        var color = shown.Last.Close >= shown.First.Open ? "green" : "red";
        console.MarkupLineInterpolated(
            $"[bold]{shown.Symbol} {shown.Interval}[/]  {ChartText.Range(shown)}  [{color}]{ChartText.Price(shown.Last.Close)} {ChartText.Change(shown)}[/]  [grey]{ChartText.Candles(shown)}[/]");
        canvas.Print(console);
        if (shown.Slots.Count < series.Slots.Count)
        {
            console.MarkupLineInterpolated($"[grey]The newest {shown.Slots.Count} of {series.Slots.Count}: a longer --interval shows all.[/]");
        }
    }

    private static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out: {path} cannot be written: {exception.Message}", exception);
        }
    }
}

/// <summary>The line of JSON that <c>chart --json</c> prints.</summary>
/// <param name="Candles">Drawn.</param>
/// <param name="Missing">Intervals between the first and the last that have none.</param>
/// <param name="LeftOut">Items that can be no candles.</param>
/// <param name="File">Null where none was written.</param>
internal sealed record ChartResult(
    string Symbol, string Interval, string First, string Last, int Candles, int Missing, int LeftOut, string? File)
{
    public static ChartResult Of(ChartSeries series, string? file) => new(
        series.Symbol.ToString(),
        series.Interval.Name,
        ProcessedData.SortKey(series.First.OpenTime),
        ProcessedData.SortKey(series.Last.OpenTime),
        series.Candles.Count(),
        series.MissingSlots,
        series.LeftOut,
        file);

    public string ToJson() => JsonSerializer.Serialize(this, new ChartJson(new JsonSerializerOptions(ChartJson.Default.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }).ChartResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChartResult))]
internal sealed partial class ChartJson : JsonSerializerContext;
