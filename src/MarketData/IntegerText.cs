namespace ServerlessPipeline.MarketData;

/// <summary>The one spelling of a non-negative integer: digits, no leading zero but "0" itself, no sign.</summary>
internal static class IntegerText
{
    public const string NotInteger = "is not a whole number";

    public static bool TryParse(ReadOnlySpan<byte> utf8, out long value)
    {
        ulong number = 0;
        var valid = utf8.Length is > 0 and <= Digits.MaxLength
            && Digits.TryParse(utf8, out number)
            && (utf8.Length == 1 || utf8[0] != '0')
            && number <= long.MaxValue;
        value = valid ? (long)number : 0;
        return valid;
    }
}
