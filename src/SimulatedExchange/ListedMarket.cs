using System.Collections.Concurrent;
using System.Collections.Immutable;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange;

/// <summary>
/// A market whose symbols are listed, halted and delisted while it runs, as <see cref="Set"/> says. A minute in which a symbol
/// does not trade at all has no kline. Safe to change while it is read.
/// </summary>
public sealed class ListedMarket(IKlineSource market) : IKlineSource
{
    public const string Trading = "TRADING";

    private const long Minute = 60_000;

    private readonly ConcurrentDictionary<Symbol, ImmutableSortedDictionary<long, string?>> _changes = new();

    public IReadOnlyList<Symbol> Symbols => market.Symbols;

    /// <summary>From then on the symbol has another status. Before the first change it trades.</summary>
    /// <param name="symbol">One of <see cref="Symbols"/>.</param>
    /// <param name="from">By the exchange's clock; past or to come.</param>
    /// <param name="status">Such as <see cref="Trading"/>, <c>BREAK</c> or <c>HALT</c>; null for not listed.</param>
    public void Set(Symbol symbol, DateTimeOffset from, string? status) => _changes.AddOrUpdate(
        symbol,
        _ => ImmutableSortedDictionary.Create<long, string?>().Add(from.ToUnixTimeMilliseconds(), status),
        (_, changes) => changes.SetItem(from.ToUnixTimeMilliseconds(), status));

    public string? StatusOf(Symbol symbol, long now)
    {
        var status = Trading;
        foreach (var (from, next) in Changes(symbol))
        {
            status = from <= now ? next : status;
        }

        return status;
    }

    public IReadOnlyList<Kline> Read(Symbol symbol, KlineRange range, long now)
    {
        var spans = Traded(symbol);
        var klines = new List<Kline>();
        foreach (var (first, last) in range.Newest ? Enumerable.Reverse(spans) : spans)
        {
            var part = range with
            {
                From = Math.Max(range.From, first),
                To = Math.Min(range.To, last),
                Limit = range.Limit - klines.Count,
            };
            if (part.Limit > 0 && part.From <= part.To)
            {
                klines.InsertRange(range.Newest ? 0 : klines.Count, market.Read(symbol, part, now));
            }
        }

        return klines;
    }

    /// <summary>The open times, from and to, of the minutes in which the symbol trades.</summary>
    private List<(long First, long Last)> Traded(Symbol symbol)
    {
        var spans = new List<(long First, long Last)>();
        long? since = 0;
        foreach (var (at, status) in Changes(symbol))
        {
            if (status == Trading)
            {
                since ??= at - (at % Minute);
            }
            else if (since is { } first)
            {
                Add(first, at - 1);
                since = null;
            }
        }

        if (since is { } still)
        {
            Add(still, long.MaxValue);
        }

        return spans;

        // Halted and back within a minute: that has one kline.
        void Add(long first, long last) => spans.Add((spans is [.., var before] ? Math.Max(first, before.Last + 1) : first, last));
    }

    private ImmutableSortedDictionary<long, string?> Changes(Symbol symbol) =>
        _changes.GetValueOrDefault(symbol, ImmutableSortedDictionary<long, string?>.Empty);
}
