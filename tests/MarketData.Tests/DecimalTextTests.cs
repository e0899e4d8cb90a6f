using System.Text;
using System.Text.RegularExpressions;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public partial class DecimalTextTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("0.00000000")]
    [InlineData("7")]
    [InlineData("10")]
    [InlineData("0.10050000")]
    [InlineData("76987.65000000")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("9999999999999999999")]
    [InlineData("12345678901234567890.12345678")]
    [InlineData("9999999999999999999999999999")]
    [InlineData("0.9999999999999999999999999999")]
    [InlineData("0.0000000000000000000000000001")]
    public void Text_comes_back_digit_for_digit(string text)
    {
        var written = new byte[30];

        Assert.True(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(text, value.ToString());
        Assert.Equal(decimal.Parse(text), value);
        Assert.Equal(text, Encoding.UTF8.GetString(written, 0, DecimalText.Format(value, written)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("0.")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("00.1")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("1e5")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.2.3")]
    [InlineData("1..2")]
    [InlineData("0x1")]
    [InlineData("１")]
    [InlineData("NaN")]
    [InlineData("10000000000000000000000000000")]
    [InlineData("1.0000000000000000000000000000")]
    [InlineData("0.00000000000000000000000000001")]
    public void Other_spellings_are_refused(string text) =>
        Assert.False(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_text_in_the_one_spelling_comes_back() => Property.ForAll(
        Candles.DecimalTexts, Text_comes_back_digit_for_digit, count: 1000);

    [Fact]
    public void What_is_accepted_is_exactly_the_one_spelling()
    {
        var texts = Gen.Elements("0012345.67890-e,".ToCharArray()).ArrayOf().Select(letters => new string(letters));

        Property.ForAll(texts, text => Assert.Equal(
            IsOneSpelling(text), DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _)), count: 1000);
    }

    [Fact]
    public void Too_many_digits_are_told_from_no_number()
    {
        Assert.Equal("has more than 28 digits", DecimalText.WhyNot("123456789012345678901234567890"u8));
        Assert.Equal("is not a decimal number", DecimalText.WhyNot("12345678901234567890123456789e"u8));
        Assert.Equal("is not a decimal number", DecimalText.WhyNot("1."u8));
    }

    private static bool IsOneSpelling(string text) =>
        Plain().IsMatch(text)
        && text.Count(char.IsAsciiDigit) <= (text.StartsWith("0.", StringComparison.Ordinal) ? 29 : 28);

    [GeneratedRegex(@"^(0|[1-9][0-9]*)(\.[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
