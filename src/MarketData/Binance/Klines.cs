namespace ServerlessPipeline.MarketData.Binance;

/// <summary>An answer of klines, in its order. One that is malformed spoils none of its neighbours.</summary>
/// <param name="Candles">Those that can be read.</param>
/// <param name="Malformed">The others.</param>
public sealed record Klines(IReadOnlyList<Candle> Candles, IReadOnlyList<MalformedKline> Malformed);

/// <param name="Index">Its place in the answer, from 0.</param>
/// <param name="OpenTime">Null where that is malformed, too.</param>
/// <param name="Problem">Names the field and its value; printable and bounded.</param>
public sealed record MalformedKline(int Index, DateTimeOffset? OpenTime, string Problem);
