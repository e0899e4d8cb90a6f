using System.IO.Compression;
using System.Text;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Mutation;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>
/// The exchange's archives: every input is read as a zip, as gzip and as CSV, as the checksum beside an archive, and as the
/// name of one.
/// </summary>
internal sealed class ArchiveTarget() : FuzzTarget("archive")
{
    private const int MaxLines = (31 * 1440) + 1;

    private const string Csv = """
        open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore
        1769990400000,9.9090,9.94,9.9080,9.92200,33341,1769990459999,330979.2550,1122,19174,190351.532,0
        1769990460000000,9.9220,9.934,9.877,9.8840,65605,1769990519999999,650218.576,1828,34094.0,338022.3080,0

        """;

    private static readonly ArchiveName Zip = ArchiveName.TryParse("AVAXUSDT-1m-2026-02-02.zip")!;
    private static readonly ArchiveName Gzip = ArchiveName.TryParse("AVAXUSDT-1m-2026-02-02.csv.gz")!;
    private static readonly ArchiveName Plain = ArchiveName.TryParse("AVAXUSDT-1m-2026-02-02.csv")!;

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Encoding.UTF8.GetBytes(Csv),
        ZipFile.Of(new ZipEntry("AVAXUSDT-1m-2026-02-02.csv", Encoding.UTF8.GetBytes(Csv))),
        ZipFile.Of(new ZipEntry("AVAXUSDT-1m-2026-02-02.csv", Encoding.UTF8.GetBytes(Csv)) { Method = ZipMethod.Stored }),
        Gzipped(Encoding.UTF8.GetBytes(Csv)),
        Encoding.UTF8.GetBytes(Zip.Text),
        Encoding.UTF8.GetBytes("5f2b0f3a5f2b0f3a5f2b0f3a5f2b0f3a5f2b0f3a5f2b0f3a5f2b0f3a5f2b0f3a  AVAXUSDT-1m-2026-02-02.zip\n"),
    ];

    // What a month's lines take, however small they were packed.
    public override long AllowedAllocation(byte[] input) => (64L << 20) + (input.Length * 1024L);

    public override bool Run(byte[] input)
    {
        CheckChecksum(input);
        return Read(input, Zip) | Read(input, Gzip) | Read(input, Plain)
            | ArchiveName.TryParse(Encoding.UTF8.GetString(input)) is not null
            | IsChecksum(input);
    }

    protected override byte[] Change(IReadOnlyList<byte[]> corpus, Random random)
    {
        var sample = corpus[random.Next(corpus.Count)];
        return random.Next(3) switch
        {
            0 => ByteMutation.Change(sample, corpus, random),
            1 => HostileZip.Of(ByteMutation.Change(Samples[0], corpus, random), random),
            _ => random.Next(2) == 0
                ? Gzipped(ByteMutation.Change(Samples[0], corpus, random))
                : ByteMutation.Change(HostileZip.Of(Samples[0], random), corpus, random),
        };
    }

    private static bool Read(byte[] input, ArchiveName name)
    {
        List<ArchiveRow> rows;
        IReadOnlyList<Candle> candles;
        var rejections = new List<RowRejection>();
        try
        {
            rows = [.. ArchiveReader.ReadUncheckedAsync(new MemoryStream(input), name).ToBlockingEnumerable()];
            candles = ArchiveReader.ReadAsync(new MemoryStream(input), name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, rejections.Add)
                .GetAwaiter().GetResult();
        }
        catch (ArchiveException exception)
        {
            Rule.IsFitForALog(exception.Message);
            return false;
        }

        if (name == Zip)
        {
            Rule.Holds(rows.Count <= MaxLines);
            ZipFile.IsSound(input);
        }

        rows.ForEach(row => Rule.Holds((row.Candle is null) != (row.Rejection is null)));
        rejections.ForEach(rejection => Rule.IsFitForALog(rejection.Message));

        // No row is lost, whatever the order: each is a candle, equal to one, or rejected.
        Rule.Holds(rejections.Select(rejection => rejection.Line).Distinct().Count() == rejections.Count);
        var rejected = rejections.Select(rejection => rejection.Line).ToHashSet();
        var taken = candles.ToHashSet();
        Rule.Holds(rows.TrueForAll(row => rejected.Contains(row.Line) != (row.Candle is { } candle && taken.Contains(candle))));

        // Candles of one symbol and one day in ascending order, so they make a repair file.
        var read = RepairFile.ReadAsync(new MemoryStream(Candles.Written(candles, repair: true))).ToBlockingEnumerable();
        Rule.Holds(read.Select(row => row.Candle).SequenceEqual(candles));
        return candles.Count > 0;
    }

    private static void CheckChecksum(byte[] input)
    {
        using var file = new MemoryStream(input);
        var sum = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(input));
        ArchiveChecksum.VerifyAsync(file, $"{sum}  {Zip.Text}", Zip, CancellationToken.None).GetAwaiter().GetResult();
        Rule.Holds(file.Position == 0);
    }

    private static bool IsChecksum(byte[] input)
    {
        try
        {
            ArchiveChecksum.VerifyAsync(new MemoryStream(), Encoding.UTF8.GetString(input), Zip, CancellationToken.None).GetAwaiter().GetResult();
            throw new RuleBrokenException("another file's checksum was taken");
        }
        catch (ArchiveException exception)
        {
            Rule.IsFitForALog(exception.Message);
            return exception.Message.Contains("expected", StringComparison.Ordinal);
        }
    }

    private static byte[] Gzipped(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
