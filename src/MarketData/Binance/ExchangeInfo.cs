namespace ServerlessPipeline.MarketData.Binance;

/// <summary>What the exchange lists, and what it allows a caller.</summary>
/// <param name="WeightLimit">Weight that one address may use in a minute.</param>
/// <param name="Symbols">All that are listed, traded or not.</param>
public sealed record ExchangeInfo(int WeightLimit, IReadOnlyList<ListedSymbol> Symbols);

/// <param name="Status">Such as <c>TRADING</c>, <c>BREAK</c> or <c>HALT</c>.</param>
public sealed record ListedSymbol(Symbol Symbol, string Status, string BaseAsset, string QuoteAsset);
