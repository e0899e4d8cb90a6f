namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// The weight that one address may use in a minute of the exchange's clock, shared by all its calls. What is taken counts at
/// once; what the exchange announces counts too, for others may call from the same address.
/// </summary>
public sealed class WeightBudget
{
    /// <summary>What the exchange allows an address in a minute, as it documents.</summary>
    public const int UsualLimit = 6000;

    public const int TimeWeight = 1;
    public const int KlinesWeight = 2;
    public const int ExchangeInfoWeight = 20;
    public const int Ticker24hWeight = 2;

    private readonly Lock _lock = new();
    private long _minute;
    private int _used;
    private int _usedUrgently;

    /// <param name="limit">What <see cref="ExchangeInfo.WeightLimit"/> says.</param>
    /// <param name="reserved">How much of it is for urgent calls, as long as these have not used it.</param>
    public WeightBudget(int limit, int reserved = 0)
    {
        Set(limit, reserved);
    }

    public int Limit { get; private set; }

    public int Reserved { get; private set; }

    /// <summary>Changes both; what is used stays used.</summary>
    public void Set(int limit, int reserved)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(reserved);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reserved, limit);
        lock (_lock)
        {
            (Limit, Reserved) = (limit, reserved);
        }
    }

    /// <summary>Used in the minute of <paramref name="now"/>, by the exchange's clock.</summary>
    public int Used(DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            return _used;
        }
    }

    /// <param name="weight">Of an urgent call.</param>
    /// <param name="now">By the exchange's clock.</param>
    /// <returns>Whether the call may be made in this minute; then its weight is taken.</returns>
    public bool TryTake(int weight, DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            if (_used + weight > Limit)
            {
                return false;
            }

            _used += weight;
            _usedUrgently += weight;
            return true;
        }
    }

    /// <summary>The same for a call that can wait: it leaves what is still reserved.</summary>
    public bool TryTakeSpare(int weight, DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            if (_used + weight > Limit - Math.Max(0, Reserved - _usedUrgently))
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
            (_minute, _used, _usedUrgently) = (minute, 0, 0);
        }
    }
}
