using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>Keeps the ledger true to what is uploaded.</summary>
/// <param name="ledger">Null where gaps are not closed; then nothing is kept.</param>
internal sealed class CoverageRecord(CoverageLedger? ledger, Pending pending)
{
    /// <summary>The file is in the spool: what it brings is no gap.</summary>
    public async Task SpooledAsync(SpoolHeader header, byte[] content)
    {
        if (MinuteFileKey.TryParse(header.Key, out var minute))
        {
            pending.Add(minute);
        }
        else if (RepairFileKey.Repair.TryParse(header.Key, out var symbol, out _, out _))
        {
            pending.Add(symbol, await MinutesAsync(content));
        }
    }

    /// <summary>To be said before the upload: an upload that is not recorded may lack nothing that is not recorded either.</summary>
    public async Task BeforeAsync(SpoolHeader header, CancellationToken cancellationToken)
    {
        if (ledger is null || !MinuteFileKey.TryParse(header.Key, out var minute))
        {
            return;
        }

        foreach (var symbol in header.Missing ?? [])
        {
            await ledger.AddMissingAsync(Symbol.Parse(symbol), minute, cancellationToken);
        }
    }

    /// <summary>The file is in S3, be it from now or from before.</summary>
    public async Task AfterAsync(SpoolHeader header, byte[] content, CancellationToken cancellationToken)
    {
        if (MinuteFileKey.TryParse(header.Key, out var minute))
        {
            await (ledger?.AddCompleteAsync(minute, cancellationToken) ?? Task.CompletedTask);
            pending.Remove(minute);
        }
        else if (RepairFileKey.Repair.TryParse(header.Key, out var symbol, out _, out _))
        {
            var minutes = await MinutesAsync(content);
            await (ledger?.AddRepairedAsync(symbol, minutes, cancellationToken) ?? Task.CompletedTask);
            pending.Remove(symbol, minutes);
        }
    }

    private static async Task<List<DateTimeOffset>> MinutesAsync(byte[] content)
    {
        var minutes = new List<DateTimeOffset>();
        await foreach (var row in RepairFile.ReadAsync(new MemoryStream(content)))
        {
            if (row.Candle is { } candle)
            {
                minutes.Add(candle.OpenTime);
            }
        }

        return minutes;
    }
}
