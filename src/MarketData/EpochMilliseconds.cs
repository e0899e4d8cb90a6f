namespace ServerlessPipeline.MarketData;

/// <summary>
/// Times as milliseconds since 1970 UTC. Thirteen digits, so 2001-09-09 to 2286-11-20, are plausible: that tells
/// milliseconds from the seconds and microseconds that other sources use.
/// </summary>
internal static class EpochMilliseconds
{
    public const string Implausible = "is not a time in epoch milliseconds from 2001 to 2286";

    public const string ImplausibleInEither = "is not a time in epoch milliseconds or microseconds from 2001 to 2286";

    private const long Min = 1_000_000_000_000;
    private const long Max = 9_999_999_999_999;

    private static readonly DateTimeOffset First = DateTimeOffset.FromUnixTimeMilliseconds(Min);
    private static readonly DateTimeOffset End = DateTimeOffset.FromUnixTimeMilliseconds(Max + 1);

    public static bool TryParse(ReadOnlySpan<byte> utf8, out DateTimeOffset time)
    {
        var valid = IntegerText.TryParse(utf8, out var milliseconds) && milliseconds is >= Min and <= Max;
        time = valid ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return valid;
    }

    /// <summary>Takes microseconds as well, three digits more; what is below a millisecond is cut off.</summary>
    public static bool TryParseEither(ReadOnlySpan<byte> utf8, out DateTimeOffset time)
    {
        var valid = IntegerText.TryParse(utf8, out var value);
        var milliseconds = value > Max ? value / 1000 : value;
        valid = valid && milliseconds is >= Min and <= Max;
        time = valid ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return valid;
    }

    public static bool IsPlausible(DateTimeOffset time) => time >= First && time < End;
}
