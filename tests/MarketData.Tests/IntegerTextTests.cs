using System.Globalization;
using System.Text;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class IntegerTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("150", 150)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Plain_integers_are_accepted(string text, long expected)
    {
        Assert.True(IntegerText.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("9999999999999999999")]
    [InlineData("18446744073709551616")]
    public void Integers_beyond_64_bits_are_refused(string text) =>
        Assert.False(IntegerText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void What_is_accepted_is_exactly_the_one_spelling()
    {
        var texts = Gen.Elements("0012345-+. ".ToCharArray()).ArrayOf().Select(letters => new string(letters));

        Property.ForAll(texts, text =>
        {
            var isOneSpelling = long.TryParse(text, NumberStyles.None, null, out var value) && $"{value}" == text;

            Assert.Equal(isOneSpelling, IntegerText.TryParse(Encoding.UTF8.GetBytes(text), out _));
        }, count: 1000);
    }

    [Theory]
    [InlineData("999999999999")]
    [InlineData("1770039600")]
    [InlineData("1770039600000000")]
    [InlineData("01770039600000")]
    [InlineData("-1770039600000")]
    [InlineData("1770039600000.0")]
    [InlineData("")]
    public void Times_in_other_units_or_spellings_are_refused(string text) =>
        Assert.False(EpochMilliseconds.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Time_in_epoch_milliseconds_is_accepted()
    {
        Assert.True(EpochMilliseconds.TryParse("1770039659999"u8, out var time));
        Assert.Equal(Candles.Sample.CloseTime, time);
    }
}
