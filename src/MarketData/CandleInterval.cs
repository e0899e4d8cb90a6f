namespace ServerlessPipeline.MarketData;

/// <summary>How much time one candle stands for. Intervals begin at its multiples since midnight UTC.</summary>
public sealed record CandleInterval
{
    private CandleInterval(string name, int minutes) => (Name, Minutes) = (name, minutes);

    /// <summary>All there are, the shortest first.</summary>
    public static IReadOnlyList<CandleInterval> All { get; } =
        [new("1m", 1), new("5m", 5), new("15m", 15), new("1h", 60), new("1d", 1440)];

    /// <summary>As the exchange names it, such as <c>15m</c>.</summary>
    public string Name { get; }

    public int Minutes { get; }

    public TimeSpan Length => TimeSpan.FromMinutes(Minutes);

    /// <summary>Null if there is no interval of this name.</summary>
    public static CandleInterval? Of(string name) => All.SingleOrDefault(interval => interval.Name == name);

    /// <summary>When the interval begins that a time lies in. UTC.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Length.Ticks), TimeSpan.Zero);

    public override string ToString() => Name;
}
