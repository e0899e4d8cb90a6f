using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>What the exchange has of what is asked for, and whether a minute of it is within the limits.</summary>
internal static class Listing
{
    /// <summary>The symbols that are listed, in their order; the others are named, and left out.</summary>
    /// <exception cref="ListingException">None is.</exception>
    public static IReadOnlyList<Symbol> Choose(ExchangeInfo info, IReadOnlyList<Symbol> wanted, JsonLog log)
    {
        var listed = info.Symbols.Select(each => each.Symbol).ToHashSet();
        Symbol[] unknown = [.. wanted.Where(symbol => !listed.Contains(symbol))];
        if (unknown.Length > 0)
        {
            log.Warning("the exchange does not list symbols, they are left out", ("symbols", string.Join(',', unknown)));
        }

        Symbol[] chosen = [.. wanted.Where(listed.Contains)];
        return chosen.Length > 0
            ? chosen
            : throw new ListingException($"The exchange lists none of the symbols: {string.Join(',', wanted)}");
    }

    /// <summary>A budget that always has room for a minute of all symbols, a tenth of them asked twice.</summary>
    /// <exception cref="ListingException">The exchange's limit has no such room.</exception>
    public static WeightBudget Budget(ExchangeInfo info, int symbols)
    {
        var calls = symbols + ((symbols + 9) / 10);
        var needed = (calls * WeightBudget.KlinesWeight) + WeightBudget.TimeWeight;
        if (needed <= info.WeightLimit)
        {
            return new WeightBudget(info.WeightLimit, needed);
        }

        var possible = (info.WeightLimit - WeightBudget.TimeWeight) * 10 / (11 * WeightBudget.KlinesWeight);
        throw new ListingException(
            $"{symbols} symbols are too many for one address: a minute takes {calls} calls (a tenth asked twice) of weight "
            + $"{WeightBudget.KlinesWeight} and {WeightBudget.TimeWeight} for the clock, {needed} in all, and the exchange allows "
            + $"{info.WeightLimit} a minute. At most {possible} are possible.");
    }
}

/// <summary>A fault that only the operator can mend.</summary>
internal sealed class ListingException(string message) : Exception(message);
