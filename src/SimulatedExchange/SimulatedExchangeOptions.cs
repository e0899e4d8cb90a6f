namespace ServerlessPipeline.SimulatedExchange;

public sealed record SimulatedExchangeOptions(IKlineSource Source, ExchangeClock Clock)
{
    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Weight allowed in a minute of the exchange's time, as Binance does.</summary>
    public int WeightLimit { get; init; } = 6000;
}
