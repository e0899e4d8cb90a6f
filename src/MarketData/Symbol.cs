using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// A trading pair as the venue spells it in REST calls, such as <c>BTCUSDT</c>: 1 to 20 upper-case letters, digits,
/// '-', '_' and '.'. Letters outside ASCII are allowed, for the exchange lists such symbols; each counts once, however many
/// UTF-16 units it takes.
/// </summary>
public readonly record struct Symbol
{
    public const int MaxLength = 20;

    private readonly string? _text;

    private Symbol(string text) => _text = text;

    /// <exception cref="FormatException"><paramref name="text"/> is not a symbol; the message says why.</exception>
    public static Symbol Parse(string text) => TryParse(text, out var symbol)
        ? symbol
        : throw new FormatException(
            $"'{Excerpt.Of(text)}' is not a symbol: 1 to {MaxLength} upper-case letters, digits, '-', '_' or '.' are.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol)
    {
        var valid = text is { Length: > 0 and <= 2 * MaxLength } && HasOnlyAllowed(text);
        symbol = valid ? new Symbol(text!) : default;
        return valid;
    }

    public override string ToString() => _text ?? "";

    private static bool HasOnlyAllowed(string text)
    {
        var letters = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++letters > MaxLength || !IsAllowed(rune))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAllowed(Rune rune) =>
        rune.Value is '-' or '_' or '.' || Rune.IsDigit(rune) || (Rune.IsLetter(rune) && !Rune.IsLower(rune));
}
