using System.Globalization;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>What the environment tells the fetcher, validated.</summary>
internal sealed record FetcherSettings
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary><c>BUCKET</c></summary>
    public required string Bucket { get; init; }

    /// <summary><c>SYMBOLS</c>, comma separated, in the order of the file's rows.</summary>
    public required IReadOnlyList<Symbol> Symbols { get; init; }

    /// <summary><c>SPOOL_FOLDER</c>: holds each file until S3 has it; made when it is not there.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary><c>EXCHANGE_URL</c></summary>
    public Uri ExchangeUrl { get; init; } = BinanceClient.DefaultBaseAddress;

    /// <summary><c>FIRST_MINUTE</c>, ISO 8601, UTC unless it says otherwise; null for the minute now open.</summary>
    public DateTimeOffset? FirstMinute { get; init; }

    /// <summary><c>MINUTES</c>: how many to fetch; null for no end.</summary>
    public int? Minutes { get; init; }

    /// <summary><c>CLOCK_SPEED</c>: how fast the exchange's clock runs; above 1 only for a simulated market.</summary>
    public double ClockSpeed { get; init; } = 1;

    /// <summary><c>GRACE</c>, in the exchange's seconds: from a minute's end to the first question for it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <param name="variable">The environment.</param>
    /// <exception cref="SettingsException">A variable is missing or wrong; the message names it.</exception>
    public static FetcherSettings Read(Func<string, string?> variable)
    {
        return new FetcherSettings
        {
            Bucket = Required("BUCKET"),
            Symbols = ReadSymbols("SYMBOLS", Required("SYMBOLS")),
            SpoolFolder = Required("SPOOL_FOLDER"),
            ExchangeUrl = Optional("EXCHANGE_URL", BinanceClient.DefaultBaseAddress, ReadUrl),
            FirstMinute = Optional<DateTimeOffset?>("FIRST_MINUTE", null, (name, text) => ReadMinute(name, text)),
            Minutes = Optional<int?>("MINUTES", null, (name, text) => ReadCount(name, text)),
            ClockSpeed = Optional("CLOCK_SPEED", 1, (name, text) => ReadNumber(name, text, 0.001, 1_000_000)),
            Grace = TimeSpan.FromSeconds(Optional("GRACE", 1, (name, text) => ReadNumber(name, text, 0, 60))),
        };

        string Required(string name) => variable(name) is { Length: > 0 } text
            ? text
            : throw new SettingsException(name, "is not set");

        T Optional<T>(string name, T otherwise, Func<string, string, T> read) =>
            variable(name) is { Length: > 0 } text ? read(name, text) : otherwise;
    }

    private static Symbol[] ReadSymbols(string name, string text)
    {
        Symbol[] symbols = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];
        return symbols.Distinct().Count() == symbols.Length
            ? symbols
            : throw new SettingsException(name, $"names a symbol twice: '{text}'");

        Symbol Parse(string each) => Symbol.TryParse(each, out var symbol)
            ? symbol
            : throw new SettingsException(name, $"has '{each}', which is not a symbol such as BTCUSDT");
    }

    private static Uri ReadUrl(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new SettingsException(name, $"is '{text}', not an http or https address");

    private static DateTimeOffset ReadMinute(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            && time.UtcTicks % TimeSpan.TicksPerMinute == 0
            ? time
            : throw new SettingsException(name, $"is '{text}', not a whole minute such as 2026-02-02T13:40:00Z");

    private static int ReadCount(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new SettingsException(name, $"is '{text}', not a whole number above 0");

    private static double ReadNumber(string name, string text, double smallest, double largest) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= smallest && number <= largest
            ? number
            : throw new SettingsException(name, $"is '{text}', not a number from {smallest} to {largest}");
}

/// <summary>A fault that only the operator can mend.</summary>
internal sealed class SettingsException(string variable, string problem)
    : Exception($"The environment variable {variable} {problem}.");
