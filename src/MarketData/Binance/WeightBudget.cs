namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// The weight that one address may use in a minute of the exchange's clock, shared by all its calls. What is taken counts at
/// once; what the exchange announces counts too, for others may call from the same address.
/// </summary>
public sealed class WeightBudget
{
    public const int TimeWeight = 1;
    public const int KlinesWeight = 2;
    public const int ExchangeInfoWeight = 20;
    public const int Ticker24hWeight = 2;

    private readonly Lock _lock = new();
    private long _minute;
    private int _used;

    /// <param name="limit">What <see cref="ExchangeInfo.WeightLimit"/> says.</param>
    public WeightBudget(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Limit = limit;
    }

    public int Limit { get; }

    /// <summary>Used in the minute of <paramref name="now"/>, by the exchange's clock.</summary>
    public int Used(DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            return _used;
        }
    }

    /// <param name="weight">Of the call.</param>
    /// <param name="reserve">What must be left afterwards for calls that are more urgent.</param>
    /// <param name="now">By the exchange's clock.</param>
    /// <returns>Whether the call may be made in this minute; then its weight is taken.</returns>
    public bool TryTake(int weight, int reserve, DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            if (_used + weight > Limit - reserve)
            {
                return false;
            }

            _used += weight;
            return true;
        }
    }

    /// <summary>What an answer said of the running minute. Late news of the minute before only makes this one more careful.</summary>
    public void Announce(int used, DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            _used = Math.Max(_used, used);
        }
    }

    // A clock that is measured anew may step back; what was taken stays taken.
    private void Turn(DateTimeOffset now)
    {
        var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
        if (minute > _minute)
        {
            (_minute, _used) = (minute, 0);
        }
    }
}
