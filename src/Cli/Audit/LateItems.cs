using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>The newest rows, which are on their way to the table while it is read, get a moment to arrive.</summary>
/// <param name="lastFile">The minute of the newest file; null for none, and then nothing is on its way.</param>
internal sealed class LateItems(ItemBatch items, AuditTally tally, Expectation expected, DateTimeOffset? lastFile, TimeProvider time)
{
    // The minutes that may be on their way, and the rows that are asked for at most.
    private const int Newest = 10;
    private const int MostRows = 5000;

    // From S3 to the table takes two.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(15);

    /// <param name="started">When the ledger was read.</param>
    public async Task AwaitAsync(long started, CancellationToken cancellationToken)
    {
        if (Missing().Count == 0)
        {
            return;
        }

        var left = OnTheWay - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }

        foreach (var rows in Missing().Chunk(ItemBatch.KeysPerCall))
        {
            var wanted = new KeysAndAttributes { Keys = [.. rows.Select(Key)] };
            foreach (var item in await items.ReadAsync(wanted, cancellationToken))
            {
                tally.Add(new TableItem(item));
            }
        }
    }

    /// <summary>Missing of the newest minutes, if that is so few that they may be under way.</summary>
    private List<(string Symbol, DateTimeOffset Minute)> Missing()
    {
        if (lastFile is not { } last)
        {
            return [];
        }

        var rows = expected.Symbols
            .SelectMany(each => (each.Value with { From = Later(each.Value.From, last.AddMinutes(-Newest)) }).Missing(tally.Of(each.Key))
                .SelectMany(run => Enumerable.Range(0, (int)run.Minutes).Select(minute => (each.Key, run.First.AddMinutes(minute)))))
            .Take(MostRows + 1)
            .ToList();
        return rows.Count > MostRows ? [] : rows;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Dictionary<string, AttributeValue> Key((string Symbol, DateTimeOffset Minute) row) => new()
    {
        [ProcessedData.Symbol] = new AttributeValue(row.Symbol),
        [ProcessedData.OpenTime] = new AttributeValue(ProcessedData.SortKey(row.Minute)),
    };
}
