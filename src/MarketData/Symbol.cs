using System.Diagnostics.CodeAnalysis;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// A trading pair as the venue spells it in REST calls, such as <c>BTCUSDT</c>: 1 to 20 upper-case letters, digits,
/// '-', '_' and '.'. Letters outside ASCII are allowed, for the exchange lists such symbols.
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
        var valid = text is { Length: > 0 and <= MaxLength } && text.All(IsAllowed);
        symbol = valid ? new Symbol(text!) : default;
        return valid;
    }

    public override string ToString() => _text ?? "";

    private static bool IsAllowed(char c) =>
        c is '-' or '_' or '.' || char.IsDigit(c) || (char.IsLetter(c) && !char.IsLower(c));
}
