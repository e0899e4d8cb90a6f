using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>A place that is taken.</summary>
/// <param name="Identity">As FanOut claims it: the key, a <c>#</c>, and the version (without versions, the ETag).</param>
internal sealed record Slot(string Identity)
{
    // A version has no '#', a key may.
    private readonly int _end = Identity.LastIndexOf('#') is >= 0 and var position ? position : Identity.Length;

    public string Key => Identity[.._end];

    /// <summary>Empty where the identity has none.</summary>
    public string Version => _end == Identity.Length ? "" : Identity[(_end + 1)..];

    /// <summary>The candles' open time; null where the key is not a minute file's.</summary>
    public DateTimeOffset? Minute => MinuteFileKey.TryParse(Key, out var minute) ? minute : null;
}
