namespace ServerlessPipeline.MarketData.Binance;

/// <summary>What the exchange lists, and what it allows a caller.</summary>
/// <param name="WeightLimit">Weight that one address may use in a minute.</param>
/// <param name="Symbols">All that are listed, traded or not.</param>
/// <param name="Unusable">What is listed besides, in a form that is no listing of a symbol.</param>
public sealed record ExchangeInfo(int WeightLimit, IReadOnlyList<ListedSymbol> Symbols, IReadOnlyList<UnusableListing> Unusable);

/// <param name="Status">Such as <c>TRADING</c>, <c>BREAK</c> or <c>HALT</c>.</param>
public sealed record ListedSymbol(Symbol Symbol, string Status)
{
    /// <summary>Whether it has candles now; every other status means that it does not.</summary>
    public bool IsTrading => Status == "TRADING";
}

/// <param name="Name">What stands for the symbol, as it is; empty where nothing does.</param>
/// <param name="Problem">Printable and bounded.</param>
public sealed record UnusableListing(string Name, string Problem);
