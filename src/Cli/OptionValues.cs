using System.CommandLine.Parsing;
using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli;

/// <summary>Values of options as several commands read them; what is wrong is an error that names option and value.</summary>
internal static class OptionValues
{
    private static readonly string[] MinuteForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>Symbols separated by commas, each once.</summary>
    public static IReadOnlyList<Symbol>? Symbols(ArgumentResult result)
    {
        var symbols = new List<Symbol>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!Symbol.TryParse(text, out var symbol))
            {
                result.AddError($"{Name(result)}: '{text}' is not a symbol such as BTCUSDT.");
                return null;
            }

            symbols.Add(symbol);
        }

        return [.. symbols.Distinct()];
    }

    public static Symbol OneSymbol(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Symbol.TryParse(text, out var symbol))
        {
            result.AddError($"{Name(result)}: '{text}' is not a symbol such as BTCUSDT.");
        }

        return symbol;
    }

    /// <summary>A whole minute; a date is its first.</summary>
    public static DateTimeOffset? Minute(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParseMinute(text, out var time))
        {
            return time;
        }

        result.AddError($"{Name(result)}: '{text}' is not a whole minute such as 2026-02-02T13:40:00Z, or a date such as 2026-02-02.");
        return null;
    }

    /// <summary>
    /// The two forms that the help names, in UTC, and no other: what else could be read as a time means one day in one country
    /// and another in the next.
    /// </summary>
    public static bool TryParseMinute(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, MinuteForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
        && time.Ticks % TimeSpan.TicksPerMinute == 0;

    private static string Name(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
