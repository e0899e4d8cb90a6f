using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Infra;

/// <summary>A setting of <c>cdk.json</c> is wrong; the message names it and says what it may be.</summary>
public sealed class SettingException(string setting, string problem)
    : Exception($"cdk.json: the setting '{setting}' {problem}.");

/// <summary>
/// One object of the context as the CDK hands it over (dictionaries, arrays, numbers as doubles), or as <c>-c</c> on the
/// command line gives it (all strings).
/// </summary>
internal sealed class SettingSection
{
    private readonly string _path;
    private readonly IDictionary<string, object> _values;
    private readonly HashSet<string> _known = [];

    private SettingSection(string path, IDictionary<string, object> values) => (_path, _values) = (path, values);

    public static SettingSection Root(string name, object? context) => context is IDictionary<string, object> values
        ? new SettingSection(name, values)
        : throw new SettingException(name, "must be an object with the pipeline's settings");

    public T Section<T>(string name, Func<SettingSection, T> read)
    {
        var section = Root($"{_path}.{name}", Value(name));
        var result = read(section);
        section.RejectUnknown();
        return result;
    }

    public int Number(string name, int minimum, int maximum) =>
        AsNumber(Value(name)) is { } number && number >= minimum && number <= maximum
            ? number
            : throw Wrong(name, $"must be a whole number from {minimum} to {maximum}");

    /// <summary>A number, or null where the value is <paramref name="word"/>.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="word">What stands for no number.</param>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The most.</param>
    /// <param name="because">Why not more or less, if that is not plain.</param>
    public int? NumberOr(string name, string word, int minimum, int maximum, string? because = null)
    {
        var value = Value(name);
        if (value is string text && text == word)
        {
            return null;
        }

        return AsNumber(value) is { } number && number >= minimum && number <= maximum
            ? number
            : throw Wrong(name, $"must be a whole number from {minimum} to {maximum}, or '{word}'{(because is null ? "" : $" ({because})")}");
    }

    public string OneOf(string name, params ReadOnlySpan<string> words) => Value(name) is string text && words.Contains(text)
        ? text
        : throw Wrong(name, $"must be one of {string.Join(", ", words.ToArray())}");

    public int OneOf(string name, params ReadOnlySpan<int> numbers) => AsNumber(Value(name)) is { } number && numbers.Contains(number)
        ? number
        : throw Wrong(name, $"must be one of {string.Join(", ", numbers.ToArray())}");

    /// <param name="name">The setting.</param>
    /// <param name="pattern">A regular expression.</param>
    /// <param name="what">What the pattern describes.</param>
    public string Matching(string name, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, string what) =>
        Value(name) is string text && Matches(text, pattern) ? text : throw Wrong(name, $"must be {what}");

    /// <summary>A text, or null where the value is <paramref name="word"/>.</summary>
    public string? MatchingOr(
        string name, string word, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, string what) => Value(name) switch
        {
            string text when text == word => null,
            string text when Matches(text, pattern) => text,
            _ => throw Wrong(name, $"must be {what}, or '{word}'"),
        };

    public Uri HttpsUrl(string name) =>
        Uri.TryCreate(Value(name) as string, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw Wrong(name, "must be an https address such as https://data-api.binance.vision");

    public IReadOnlyList<Symbol> Symbols(string name)
    {
        if (Value(name) is not object[] { Length: > 0 } values)
        {
            throw Wrong(name, "must be a list of at least one symbol");
        }

        var symbols = Array.ConvertAll(values, value => Symbol.TryParse(value as string, out var symbol)
            ? symbol
            : throw new SettingException($"{_path}.{name}", $"has '{value}', which is not a symbol such as BTCUSDT"));
        return symbols.Distinct().Count() == symbols.Length
            ? symbols
            : throw new SettingException($"{_path}.{name}", "names a symbol twice");
    }

    /// <summary>A misspelt setting must not be silently without effect.</summary>
    public void RejectUnknown()
    {
        if (_values.Keys.FirstOrDefault(key => !_known.Contains(key)) is { } unknown)
        {
            throw new SettingException($"{_path}.{unknown}", $"is unknown; known are {string.Join(", ", _known.Order())}");
        }
    }

    private object? Value(string name)
    {
        _known.Add(name);
        return _values.TryGetValue(name, out var value) ? value : throw new SettingException($"{_path}.{name}", "is missing");
    }

    public SettingException Wrong(string name, string problem) =>
        new($"{_path}.{name}", $"{problem}; it is '{_values[name]}'");

    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static int? AsNumber(object? value) => value switch
    {
        double number when number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        int number => number,
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        string text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
