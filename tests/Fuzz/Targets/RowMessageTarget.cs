using System.Text;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Mutation;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>What stands in the queues: rows, and lines that are none.</summary>
internal sealed class RowMessageTarget() : FuzzTarget("row-message")
{
    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Encoding.UTF8.GetBytes(new RowMessage(Candles.Of("BTCUSDT"), MinuteFileKey.For(Candles.Minute), null, 1, Candles.FetchedAt).ToJson()),
        Encoding.UTF8.GetBytes(new RowMessage(Candles.Of("币安人生USDT"), "a b+c%é", "kR3vY8", int.MaxValue, Candles.FetchedAt).ToJson()),
        Encoding.UTF8.GetBytes(new RejectedRow("data_1_min/x.tsv", "kR3vY8", 3, Candles.FetchedAt, 4, "a\tb\"\\币", "is none").ToJson()),
    ];

    public override bool Run(byte[] input)
    {
        var isRow = RowMessage.TryParse(input, out var row, out var reason);
        if (isRow)
        {
            var json = row!.ToJson();
            Rule.Holds(Encoding.UTF8.GetByteCount(row.SourceKey) is >= 1 and <= 1024);
            Rule.Holds(RowMessage.TryParse(json, out var again, out _) && again == row && again.ToJson() == json);
            Candles.GoOnUnchanged(row.Candle, row.SourceRow);
        }
        else
        {
            Rule.IsFitForALog(reason!);
        }

        var isRejected = RejectedRow.TryParse(input, out var rejected, out var why);
        if (isRejected)
        {
            Rule.Holds(RejectedRow.TryParse(rejected!.ToJson(), out var again, out _) && again == rejected);
        }
        else
        {
            Rule.IsFitForALog(why!);
        }

        return isRow || isRejected;
    }

    protected override byte[] Change(IReadOnlyList<byte[]> corpus, Random random)
    {
        var sample = corpus[random.Next(corpus.Count)];
        return random.Next(2) == 0
            ? ByteMutation.Change(sample, corpus, random)
            : JsonMutation.Change(sample, corpus, fragments: [], random);
    }
}
