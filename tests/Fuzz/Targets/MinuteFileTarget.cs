using System.Text;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Mutation;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>Minute files and repair files: every input is read as both.</summary>
internal sealed class MinuteFileTarget() : FuzzTarget("minute-file")
{
    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Candles.Written([Candles.Of("BTCUSDT"), Candles.Of("ETHUSDT"), Candles.Of("币安人生USDT")], repair: false),
        Candles.Written([Candles.Of("BTCUSDT") with { QuoteVolume = 999_999_999_999_999_999_999_999_999.9m }], repair: false),
        Candles.Written(Enumerable.Range(0, 5).Select(minute => Candles.Of("BTCUSDT", minute)), repair: true),
    ];

    // A line costs more than its bytes: a row, a rejection and its message, for either kind of file.
    public override long AllowedAllocation(byte[] input) => base.AllowedAllocation(input) + (16L * 1024 * input.AsSpan().Count((byte)'\n'));

    public override bool Run(byte[] input) => Read(input, repair: false) | Read(input, repair: true);

    protected override byte[] Change(IReadOnlyList<byte[]> corpus, Random random) =>
        ByteMutation.Change(corpus[random.Next(corpus.Count)], corpus, random);

    private static bool Read(byte[] input, bool repair)
    {
        var rows = new List<MinuteFileRow>();
        try
        {
            var file = new MemoryStream(input);
            rows.AddRange((repair ? RepairFile.ReadAsync(file) : MinuteFileReader.ReadAsync(file)).ToBlockingEnumerable());
        }
        catch (MinuteFileException exception)
        {
            Rule.IsFitForALog(exception.Message);
            return false;
        }

        CheckRejected(rows);
        var candles = rows.Where(row => row.Candle is not null).ToList();
        candles.ForEach(row => Candles.GoOnUnchanged(row.Candle!, row.Number));

        // Candles are spelled in one way, and rejected lines are kept: together they are the file again.
        var written = Encoding.UTF8.GetString(Candles.Written(candles.Select(row => row.Candle!), repair)).Split('\n');
        var accepted = new Queue<string>(written[1..^1]);
        var lines = rows.Select(row => row.Candle is null ? row.Rejection!.Text : accepted.Dequeue()).Prepend(written[0]);
        var isCutShort = rows.Count > 0 && input[^1] != '\n';
        Rule.Holds(input.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(string.Join('\n', lines) + (isCutShort ? "" : "\n"))));
        return candles.Count > 0;
    }

    private static void CheckRejected(List<MinuteFileRow> rows)
    {
        foreach (var rejection in rows.Select(row => row.Rejection).OfType<RowRejection>())
        {
            Rule.IsFitForALog(rejection.Message);
            var message = RejectedRow.For(rejection, "key", "version", Candles.FetchedAt);
            Rule.Holds(RejectedRow.TryParse(message.ToJson(), out var read, out _) && read == message);
        }
    }
}
