using System.Globalization;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>Holds what the store has against what the exchange had.</summary>
internal sealed class FetcherAudit(IKlineSource market, ObjectStore store)
{
    private const long Minute = 60_000;
    private const int AtOnce = 1000;
    private const int MostProblems = 50;

    /// <summary>That the exchange had.</summary>
    public int Candles { get; private set; }

    /// <summary>Candles that are in more than one file.</summary>
    public int Doubled { get; private set; }

    /// <param name="first">Of each symbol, the first minute that a fetcher has told of.</param>
    /// <param name="exactlyOnce">Whether a candle may be in one file only; two fetchers may repair the same.</param>
    /// <returns>A sentence each; the first fifty.</returns>
    public IReadOnlyList<string> Problems(IReadOnlyDictionary<string, DateTimeOffset> first, bool exactlyOnce)
    {
        var problems = new List<string>();
        var rows = store.Objects.SelectMany(file => file.Value.Rows.Select(row => (File: file.Key, Row: row))).ToList();
        var last = rows.Count == 0 ? 0 : rows.Max(each => Time(each.Row));
        var there = rows.GroupBy(each => string.Join(' ', each.Row)).ToDictionary(group => group.Key, group => group.Select(each => each.File).ToList());
        foreach (var (symbol, since) in first)
        {
            // One that was not listed then is expected since it has joined.
            var had = rows.Where(each => each.Row[0] == symbol).Select(each => Time(each.Row)).DefaultIfEmpty(long.MaxValue).Min();
            var from = market.StatusOf(Symbol.Parse(symbol), since.ToUnixTimeMilliseconds()) is null ? had : Math.Min(since.ToUnixTimeMilliseconds(), had);
            var lost = new List<long>();
            foreach (var kline in Klines(Symbol.Parse(symbol), from, last))
            {
                Candles++;
                if (!there.Remove(kline, out var files))
                {
                    lost.Add(long.Parse(kline.Split(' ')[1], CultureInfo.InvariantCulture));
                }
                else if (files.Count > 1)
                {
                    Doubled++;
                    if (exactlyOnce)
                    {
                        problems.Add($"{string.Join(" and ", files)} have {kline}");
                    }
                }
            }

            if (lost.Count > 0)
            {
                problems.Add($"no file has {lost.Count} candles of {symbol}: {string.Join(", ", Spans(lost))}");
            }
        }

        problems.AddRange(there.Select(other => $"the exchange does not have what is in {string.Join(" and ", other.Value)}: {other.Key}"));
        return [.. problems.Take(MostProblems)];
    }

    private IEnumerable<string> Klines(Symbol symbol, long first, long last)
    {
        // What is delisted for good cannot be had any more; what the store has of it was right.
        if (market.StatusOf(symbol, last + (2 * Minute)) is null)
        {
            var had = store.Objects.Values.SelectMany(file => file.Rows).Where(row => row[0] == $"{symbol}").Select(Time).ToHashSet();
            return All(symbol, first, last).Where(kline => had.Contains(kline.OpenTime)).Select(kline => Text(symbol, kline));
        }

        return All(symbol, first, last).Select(kline => Text(symbol, kline));
    }

    private IEnumerable<Kline> All(Symbol symbol, long first, long last)
    {
        for (var from = first; from <= last; from += AtOnce * Minute)
        {
            var to = Math.Min(last, from + ((AtOnce - 1) * Minute));
            foreach (var kline in market.Read(symbol, new KlineRange(from, to, AtOnce, Newest: false), last + (2 * Minute)))
            {
                yield return kline;
            }
        }
    }

    private static IEnumerable<string> Spans(List<long> minutes)
    {
        for (var first = 0; first < minutes.Count;)
        {
            var last = first;
            while (last + 1 < minutes.Count && minutes[last + 1] == minutes[last] + Minute)
            {
                last++;
            }

            yield return $"{Clock(minutes[first])} to {Clock(minutes[last])}";
            first = last + 1;
        }

        static string Clock(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static long Time(string[] row) => long.Parse(row[1], CultureInfo.InvariantCulture);

    private static string Text(Symbol symbol, Kline kline) => string.Join(
        ' ', symbol, kline.OpenTime, kline.Open, kline.High, kline.Low, kline.Close, kline.BaseVolume, kline.CloseTime,
        kline.QuoteVolume, kline.TradeCount, kline.TakerBuyBaseVolume, kline.TakerBuyQuoteVolume);
}
