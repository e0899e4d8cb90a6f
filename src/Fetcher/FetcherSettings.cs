using System.Globalization;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>What the environment tells the fetcher, validated.</summary>
internal sealed record FetcherSettings
{
    private const long Megabyte = 1 << 20;
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary><see cref="FetcherVariables.Bucket"/></summary>
    public required string Bucket { get; init; }

    /// <summary><see cref="FetcherVariables.Symbols"/></summary>
    public required IReadOnlyList<Symbol> Symbols { get; init; }

    /// <summary><see cref="FetcherVariables.SpoolFolder"/>; made when it is not there.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary><see cref="FetcherVariables.ExchangeUrl"/></summary>
    public Uri ExchangeUrl { get; init; } = BinanceClient.DefaultBaseAddress;

    /// <summary><see cref="FetcherVariables.FirstMinute"/>; null for the minute now open.</summary>
    public DateTimeOffset? FirstMinute { get; init; }

    /// <summary><see cref="FetcherVariables.Minutes"/>; null for no end.</summary>
    public int? Minutes { get; init; }

    /// <summary><see cref="FetcherVariables.ClockSpeed"/></summary>
    public double ClockSpeed { get; init; } = 1;

    /// <summary><see cref="FetcherVariables.Grace"/></summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How gaps are closed; null for not at all.</summary>
    public RepairSettings? Repair { get; init; }

    /// <summary><see cref="FetcherVariables.SpoolMegabytes"/>, in bytes.</summary>
    public long SpoolBytes { get; init; } = 1024 * Megabyte;

    /// <param name="variable">The environment.</param>
    /// <exception cref="SettingsException">A variable is missing or wrong; the message names it.</exception>
    public static FetcherSettings Read(Func<string, string?> variable)
    {
        return new FetcherSettings
        {
            Bucket = Required(FetcherVariables.Bucket),
            Symbols = ReadSymbols(FetcherVariables.Symbols, Required(FetcherVariables.Symbols)),
            SpoolFolder = Required(FetcherVariables.SpoolFolder),
            ExchangeUrl = Optional(FetcherVariables.ExchangeUrl, BinanceClient.DefaultBaseAddress, ReadUrl),
            FirstMinute = Optional<DateTimeOffset?>(
                FetcherVariables.FirstMinute, null, (name, text) => ReadMinute(name, text)),
            Minutes = Optional<int?>(FetcherVariables.Minutes, null, (name, text) => ReadCount(name, text)),
            ClockSpeed = Optional(
                FetcherVariables.ClockSpeed, 1, (name, text) => ReadNumber(name, text, 0.001, 1_000_000)),
            Grace = TimeSpan.FromSeconds(
                Optional(FetcherVariables.Grace, 1, (name, text) => ReadNumber(name, text, 0, 60))),
            Repair = Optional(FetcherVariables.RepairDays, null, ReadRepair),
            SpoolBytes = Megabyte * Optional(FetcherVariables.SpoolMegabytes, 1024, ReadCount),
        };

        RepairSettings? ReadRepair(string name, string text) =>
            text == "off" ? null : new RepairSettings(Required(FetcherVariables.StateTable), ReadCount(name, text));

        string Required(string name) => variable(name) is { Length: > 0 } text
            ? text
            : throw new SettingsException(name, "is not set");

        T Optional<T>(string name, T otherwise, Func<string, string, T> read) =>
            variable(name) is { Length: > 0 } text ? read(name, text) : otherwise;
    }

    private static Symbol[] ReadSymbols(string name, string text)
    {
        Symbol[] symbols = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];
        if (symbols.Distinct().Count() != symbols.Length)
        {
            throw new SettingsException(name, $"names a symbol twice: '{text}'");
        }

        return symbols.Length <= Listing.Possible(WeightBudget.UsualLimit)
            ? symbols
            : throw new SettingsException(name, $"names {symbols.Length} symbols, {Listing.TooMany(symbols.Length, WeightBudget.UsualLimit)}");

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

/// <param name="StateTable">Keeps which minutes are there.</param>
/// <param name="Days">How many days back gaps are closed.</param>
internal sealed record RepairSettings(string StateTable, int Days);

/// <summary>A fault that only the operator can mend.</summary>
internal sealed class SettingsException(string variable, string problem)
    : Exception($"The environment variable {variable} {problem}.");
