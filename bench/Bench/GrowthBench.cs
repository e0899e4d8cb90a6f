using System.Globalization;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Formats;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench;

/// <summary>What becomes of the figures as symbols and files grow.</summary>
internal static class GrowthBench
{
    private const int SymbolsOfFiles = 100;

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("growth", "Growth");
        await using var ours = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(new ChainSettings()));
        await using var twin = await LocalChain.StartAsync(await PipelineAssembly.TwinAsync(new ChainSettings()));
        await SymbolsAsync(section, effort, ours, twin);
        await FilesAsync(section, effort, ours, twin);
        return section;
    }

    private static async Task SymbolsAsync(Section section, Effort effort, LocalChain ours, LocalChain twin)
    {
        var rows = new List<string[]>();
        foreach (var symbols in effort.Symbols)
        {
            var file = await Sample.FileAsync(symbols);
            var candles = Sample.Candles(symbols);
            var format = await Rounds.RunAsync(
                effort,
                new("read", () => FormatsBench.ReadMinuteFileAsync(file)),
                new("write", () => MinuteFileWriter.WriteAsync(new MemoryStream(file.Length), candles)));
            // The first starts processes.
            await ours.RunAsync(files: 1, symbols);
            await twin.RunAsync(files: 1, symbols);
            var (our, other) = (await Run.OfAsync(ours, files: 1, symbols), await Run.OfAsync(twin, files: 1, symbols));
            rows.Add(
            [
                symbols.ToString("N0", CultureInfo.InvariantCulture),
                Section.Figure(format[0].Time.TotalNanoseconds / symbols),
                Section.Figure(format[1].Time.TotalNanoseconds / symbols),
                Section.Figure(our.FanOut.Milliseconds),
                Section.Figure(other.FanOut.Milliseconds),
                Section.Figure((double)our.Requests.ForRows / our.Rows),
                Section.Figure((double)other.Requests.ForRows / other.Rows),
                Section.Figure(our.RowsPerSecond),
                Section.Figure(other.RowsPerSecond),
                Section.Figure(our.RowsPerSecond / other.RowsPerSecond),
            ]);
        }

        section.Say("By symbols, all rows of one file at a time on warm processes.");
        section.Table(
            [
                "symbols", "read, ns a row", "write, ns a row", "FanOut, ms", "the twin's", "requests for a row", "the twin's", "rows a second",
                "the twin's", "against it",
            ],
            rows);
        section.Say(
            "What bends it: a small file is a second's wait in the window in which a batch gathers, so its rows a second are few whatever the "
            + "code does. From the first full batches on, the requests for a row stay as they are, and the rows a second end "
            + "at what two writers, and the local table behind them, take.");
    }

    private static async Task FilesAsync(Section section, Effort effort, LocalChain ours, LocalChain twin)
    {
        var rows = new List<string[]>();
        foreach (var files in effort.Files)
        {
            var (our, other) = (await Run.OfAsync(ours, files, SymbolsOfFiles), await Run.OfAsync(twin, files, SymbolsOfFiles));
            rows.Add(
            [
                files.ToString("N0", CultureInfo.InvariantCulture),
                Section.Figure(our.RowsPerSecond),
                Section.Figure(other.RowsPerSecond),
                Section.Figure(our.RowsPerSecond / other.RowsPerSecond),
                Section.Figure(our.FanOut.Milliseconds),
                Section.Figure(other.FanOut.Milliseconds),
            ]);
        }

        section.Say($"By files of {SymbolsOfFiles} rows that arrive at once.");
        section.Table(["files", "rows a second", "the twin's", "against it", "FanOut, ms", "the twin's"], rows);
        section.Say(
            "What bends it: files fan out side by side, up to ten functions at once here; the throttle, two writers, does not grow "
            + "with them, and is meant not to.");
    }
}
