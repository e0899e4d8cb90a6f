namespace ServerlessPipeline.SimulatedExchange.Rest;

/// <summary>
/// Binance's limit per address and minute; every caller here is 127.0.0.1, so one count is enough. The minute is the
/// exchange's: at any speed a client has the same weight for each minute of market time, and behaves as it would live.
/// </summary>
internal sealed class WeightLimiter(int limit)
{
    // How many refusals Binance bears is not published; its bans last from 2 minutes to 3 days, growing.
    private const int RefusalsBeforeBan = 10;
    private const long FirstBan = 2 * Minute;
    private const long LongestBan = 3 * 24 * 60 * Minute;
    private const long Minute = 60_000;

    private readonly Lock _lock = new();
    private long _minute;
    private int _used;
    private int _refusals;
    private long _ban = FirstBan;
    private long _bannedUntil;
    private int _askedWhileBanned;

    /// <summary>Requests that were refused because of a ban.</summary>
    public int AskedWhileBanned => Volatile.Read(ref _askedWhileBanned);

    /// <summary>Refuses every request until then, in milliseconds of the exchange's time.</summary>
    public void Ban(long until)
    {
        lock (_lock)
        {
            _bannedUntil = until;
        }
    }

    /// <summary>Counts a request and gives the weight used in this minute.</summary>
    /// <param name="weight">The request's weight.</param>
    /// <param name="now">The exchange's time in milliseconds.</param>
    /// <param name="refusal">The answer to give, when the request is over the limit or the caller banned.</param>
    public int Use(int weight, long now, out RequestRefusedException? refusal)
    {
        lock (_lock)
        {
            if (now / Minute != _minute)
            {
                (_minute, _used, _refusals) = (now / Minute, 0, 0);
            }

            if (now < _bannedUntil)
            {
                _askedWhileBanned++;
                refusal = RequestRefusedException.Banned(_bannedUntil, SecondsUntil(_bannedUntil, now));
                return _used;
            }

            _used += weight;
            refusal = _used <= limit ? null : Refuse(now);
            return _used;
        }
    }

    private RequestRefusedException Refuse(long now)
    {
        if (++_refusals <= RefusalsBeforeBan)
        {
            return RequestRefusedException.TooMuchWeight(limit, SecondsUntil((_minute + 1) * Minute, now));
        }

        (_bannedUntil, _ban) = (now + _ban, Math.Min(_ban * 2, LongestBan));
        return RequestRefusedException.Banned(_bannedUntil, SecondsUntil(_bannedUntil, now));
    }

    private static long SecondsUntil(long then, long now) => (then - now + 999) / 1000;
}
