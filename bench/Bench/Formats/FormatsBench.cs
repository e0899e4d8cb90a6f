using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Formats;

/// <summary>What it takes to read and write the formats, against what one would take otherwise.</summary>
internal static class FormatsBench
{
    private const int Symbols = 3000;
    private const int KlinesInAnswer = 1000;

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("formats", "Formats");
        await ReadAsync(section, effort);
        await WriteAsync(section, effort);
        await KlinesAsync(section, effort);
        await RangeRead.RunAsync(section);
        return section;
    }

    private static async Task ReadAsync(Section section, Effort effort)
    {
        var file = await Sample.FileAsync(Symbols);
        var read = await Rounds.RunAsync(
            effort,
            new("minute file reader", () => ReadMinuteFileAsync(file)),
            new("CsvHelper 34", () => Task.FromResult(CsvHelperFile.Read(file))),
            new("CsvHelper 33", () => Task.FromResult(CsvHelper33.Read(file))),
            new("`string.Split`", () => Task.FromResult(SplitFile.Read(file))));
        var record = BytesPerRecord();
        section.Say(
            $"Reading a minute file of {Symbols:N0} rows, {file.Length / 1024:N0} KB, from memory to typed records (decimals, times, counts); ours "
            + "also holds every row against the rules of a candle and the file. The record itself takes "
            + $"{record:N0} bytes.");
        section.Table(
            ["reading", "GB/s", "ns a row", "bytes allocated a row", "beyond the record", "our speed against it"],
            read.Select(one => new[]
            {
                one.Name,
                Section.Figure(file.Length / one.Time.TotalSeconds / 1e9),
                Section.Figure(one.Time.TotalNanoseconds / Symbols),
                Section.Figure(one.Allocated / Symbols),
                Section.Figure((one.Allocated / Symbols) - record),
                Section.Figure(one.Time / read[0].Time),
            }));
        section.Targets.Add(new("Minute file: our reading speed, against CsvHelper 34's", read[1].Time / read[0].Time, 4, AtLeast: true));
        section.Targets.Add(new("Minute file: our reading speed, against CsvHelper 33's", read[2].Time / read[0].Time, 4, AtLeast: true));
        section.Targets.Add(new("Minute file: bytes allocated a row beyond the record", (read[0].Allocated / Symbols) - record, 4));
    }

    private static async Task WriteAsync(Section section, Effort effort)
    {
        var candles = Sample.Candles(Symbols);
        var length = (await Sample.FileAsync(Symbols)).Length;
        var written = await Rounds.RunAsync(
            effort,
            new("minute file writer", () => MinuteFileWriter.WriteAsync(new MemoryStream(length), candles)),
            new("CsvHelper 34", () =>
            {
                CsvHelperFile.Write(candles, new MemoryStream(length));
                return Task.CompletedTask;
            }));
        section.Say("Writing the same file to memory; ours also refuses what no candle can be.");
        section.Table(
            ["writing", "GB/s", "ns a row", "our speed against it"],
            written.Select(one => new[]
            {
                one.Name,
                Section.Figure(length / one.Time.TotalSeconds / 1e9),
                Section.Figure(one.Time.TotalNanoseconds / Symbols),
                Section.Figure(one.Time / written[0].Time),
            }));
    }

    private static async Task KlinesAsync(Section section, Effort effort)
    {
        var answer = Klines.Answer(KlinesInAnswer);
        var decoded = await Rounds.RunAsync(
            effort,
            new("ours", () => Klines.OursAsync(answer)),
            new("`JsonSerializer`, plain types", () => Klines.PlainAsync(answer)));
        section.Say($"Decoding the exchange's answer of {KlinesInAnswer:N0} klines, {answer.Length / 1024:N0} KB, to the same records.");
        section.Table(
            ["klines", "MB/s", "ns a kline", "bytes allocated a kline", "our speed against it"],
            decoded.Select(one => new[]
            {
                one.Name,
                Section.Figure(answer.Length / one.Time.TotalSeconds / 1e6),
                Section.Figure(one.Time.TotalNanoseconds / KlinesInAnswer),
                Section.Figure(one.Allocated / KlinesInAnswer),
                Section.Figure(one.Time / decoded[0].Time),
            }));
    }

    /// <summary>Of a candle whose symbol is there already.</summary>
    public static double BytesPerRecord()
    {
        const int Copies = 1000;
        var candle = Sample.Candles(1)[0];
        var kept = new Candle[Copies];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var copy = 0; copy < Copies; copy++)
        {
            kept[copy] = candle with { TradeCount = copy };
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)kept.Length;
    }

    public static async Task ReadMinuteFileAsync(byte[] file)
    {
        await foreach (var row in MinuteFileReader.ReadAsync(new MemoryStream(file)))
        {
            if (row.Candle is null)
            {
                throw new InvalidOperationException($"Row {row.Number} was rejected: {row.Rejection}");
            }
        }
    }
}
