using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>Holds what a run has left against the exchange: files, slots, items, dead letters, and that there is nothing else.</summary>
internal sealed class CampaignAudit(CampaignState state, IKlineSource market, int slots)
{
    private const int MostProblems = 100;
    private readonly List<string> _problems = [];
    private int _deadLetters;

    public async Task<CampaignResult> CheckAsync(CancellationToken cancellationToken)
    {
        var versions = await state.VersionsAsync();
        CheckVersions(versions);
        var rows = new List<SourceRow>();
        foreach (var version in versions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.AddRange(SourceRow.Of(version.Key, await state.TextAsync(version)));
        }

        CheckAgainstExchange(rows);
        var claimed = await state.SlotsAsync();
        var minuteFiles = versions.Where(version => version.Key.StartsWith(MinuteFileKey.Prefix, StringComparison.Ordinal)).ToList();
        var repairs = versions.Where(version => RepairFileKey.Repair.IsUnder(version.Key)).ToList();
        // There is a file limit, so that the fetcher's repairs stay in the bucket: an item of one of them should not be there.
        var sent = minuteFiles.Where(version => claimed.Contains(Identity(version)))
            .Concat(versions.Where(version => RepairFileKey.Backfill.IsUnder(version.Key)))
            .Select(version => version.Key)
            .ToHashSet();
        var expected = rows.Where(row => sent.Contains(row.File)).ToList();
        var dead = await DeadLettersAsync(sent);
        CheckSlots(claimed, minuteFiles, dead.Files);
        var items = await CheckItemsAsync(expected, dead);
        return new CampaignResult
        {
            Claimed = claimed.Count,
            Declined = minuteFiles.Count - claimed.Count,
            Repairs = repairs.Count,
            Rows = expected.Count,
            Items = items,
            DeadLetters = _deadLetters,
            HasDeadLetters = _deadLetters > 0,
            Problems = _problems,
        };
    }

    private static string Identity(S3ObjectVersion version) => $"{version.Key}#{version.VersionId}";

    /// <summary>A file is written once; who writes it again, even with the same content, has asked the wrong question.</summary>
    private void CheckVersions(List<S3ObjectVersion> versions)
    {
        foreach (var key in versions.CountBy(version => version.Key).Where(key => key.Value > 1))
        {
            Wrong($"{key.Key} has {key.Value} versions");
        }

        foreach (var version in versions.Where(version => version.IsDeleteMarker == true))
        {
            Wrong($"{version.Key} was deleted");
        }

        foreach (var version in versions.Where(version => !SourceFile.Prefixes.Any(prefix => version.Key.StartsWith(prefix, StringComparison.Ordinal))))
        {
            Wrong($"{version.Key} should not be there");
        }
    }

    /// <summary>From the first minute to the last, each candle that the exchange has is in one file, once.</summary>
    private void CheckAgainstExchange(List<SourceRow> rows)
    {
        var minutes = rows.ConvertAll(row => row.Key.OpenTime);
        var (first, last) = (Milliseconds(minutes.Min()!), Milliseconds(minutes.Max()!));
        var there = rows.CountBy(row => row.Kline).ToDictionary();
        foreach (var kline in market.Symbols.SelectMany(symbol => Klines(symbol, First(symbol), last)))
        {
            if (!there.Remove(kline, out var times))
            {
                Wrong($"no file has {kline}");
            }
            else if (times > 1)
            {
                Wrong($"{times} files have {kline}");
            }
        }

        foreach (var kline in there.Keys)
        {
            Wrong($"the exchange does not have {kline}");
        }

        // One that was not listed then is expected since it has joined.
        long First(Symbol symbol) => market.StatusOf(symbol, first) is not null
            ? first
            : rows.Where(row => row.Key.Symbol == $"{symbol}").Select(row => Milliseconds(row.Key.OpenTime)).DefaultIfEmpty(last).Min();
    }

    private IEnumerable<string> Klines(Symbol symbol, long first, long last)
    {
        const int AtOnce = 1000;
        for (var from = first; from <= last; from += AtOnce * 60_000)
        {
            var to = Math.Min(last, from + ((AtOnce - 1) * 60_000));
            foreach (var kline in market.Read(symbol, new KlineRange(from, to, AtOnce, Newest: false), last + 120_000))
            {
                yield return string.Join(
                    ' ', symbol, kline.OpenTime, kline.Open, kline.High, kline.Low, kline.Close, kline.BaseVolume, kline.CloseTime,
                    kline.QuoteVolume, kline.TradeCount, kline.TakerBuyBaseVolume, kline.TakerBuyQuoteVolume);
            }
        }
    }

    /// <summary>All slots are taken, unless every file without one failed before it could take it.</summary>
    private void CheckSlots(HashSet<string> claimed, List<S3ObjectVersion> minuteFiles, HashSet<string> failed)
    {
        if (claimed.Count > slots
            || (claimed.Count < slots && !minuteFiles.TrueForAll(file => claimed.Contains(Identity(file)) || failed.Contains(file.Key))))
        {
            Wrong($"{claimed.Count} slots of {slots} are taken");
        }

        foreach (var identity in claimed.Except(minuteFiles.Select(Identity)))
        {
            Wrong($"{identity} has a slot, and is not there");
        }
    }

    /// <summary>
    /// What the dead letters hold: rows by their keys, files as a whole. Each of them is of a file that was sent, and says why.
    /// </summary>
    private async Task<(HashSet<(string Symbol, string OpenTime)> Rows, HashSet<string> Files)> DeadLettersAsync(HashSet<string> sent)
    {
        var rows = new HashSet<(string, string)>();
        foreach (var message in await state.MessagesAsync("DeadLettersQueue"))
        {
            _deadLetters++;
            var body = JsonNode.Parse(message.Body)!;
            var file = body["source_key"]!.GetValue<string>();
            if (message.MessageAttributes?.TryGetValue("reason", out var reason) != true || string.IsNullOrWhiteSpace(reason!.StringValue))
            {
                Wrong($"row {body["source_row"]} of {file} is a dead letter without a reason");
            }

            if (!sent.Contains(file))
            {
                Wrong($"row {body["source_row"]} of {file} is a dead letter, and was not to be sent");
            }

            rows.Add((body["symbol"]!.GetValue<string>(), Minute(body["open_time"]!.GetValue<long>())));
        }

        var files = new HashSet<string>();
        foreach (var message in await state.MessagesAsync("FailedObjectsQueue"))
        {
            _deadLetters++;
            var record = JsonNode.Parse(message.Body)!;
            var key = Uri.UnescapeDataString(record["requestPayload"]!["Records"]![0]!["s3"]!["object"]!["key"]!.GetValue<string>());
            if (string.IsNullOrWhiteSpace(record["responsePayload"]?["errorMessage"]?.GetValue<string>()))
            {
                Wrong($"{key} is a dead letter without a reason");
            }

            files.Add(key);
        }

        return (rows, files);
    }

    /// <returns>How many of the expected are there.</returns>
    private async Task<int> CheckItemsAsync(
        List<SourceRow> expected, (HashSet<(string Symbol, string OpenTime)> Rows, HashSet<string> Files) dead)
    {
        var items = (await state.ItemsAsync()).ToDictionary(item => (item["symbol"].S, item["open_time"].S));
        var found = 0;
        foreach (var row in expected)
        {
            if (items.Remove(row.Key, out var item))
            {
                found++;
                if (row.Difference(item) is { } difference)
                {
                    Wrong($"item {row.Key}: {difference}");
                }
            }
            else if (!dead.Rows.Contains(row.Key) && !dead.Files.Contains(row.File))
            {
                Wrong($"row {row.Number} of {row.File} is lost: neither an item nor a dead letter");
            }
        }

        foreach (var key in items.Keys)
        {
            Wrong($"item {key} should not be there");
        }

        return found;
    }

    private static long Milliseconds(string minute) =>
        DateTimeOffset.Parse(minute, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Minute(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Wrong(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
    }
}
