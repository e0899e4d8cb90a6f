namespace ServerlessPipeline.MarketData;

/// <summary>The one spelling of a non-negative integer: digits, no leading zero but "0" itself, no sign.</summary>
internal static class IntegerText
{
    public const string NotInteger = "is not a whole number";

    // As many as long.MaxValue has.
    private const int MaxDigits = 19;

    public static bool TryParse(ReadOnlySpan<byte> utf8, out long value)
    {
        value = 0;
        if (utf8.Length is 0 or > MaxDigits || (utf8.Length > 1 && utf8[0] == '0'))
        {
            return false;
        }

        ulong number = 0;
        foreach (var character in utf8)
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
            {
                return false;
            }

            number = (number * 10) + digit;
        }

        value = (long)number;
        return number <= long.MaxValue;
    }
}
