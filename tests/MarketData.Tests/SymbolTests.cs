using System.Text;

namespace ServerlessPipeline.MarketData.Tests;

public class SymbolTests
{
    private readonly SymbolCache _cache = new();

    [Theory]
    [InlineData("BTCUSDT")]
    [InlineData("1000SATSUSDT")]
    [InlineData("币安人生USDT")]
    [InlineData("BTCUSD_260327")]
    [InlineData("𠮷USDT")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷USDT")]
    public void Symbol_is_the_venues_text(string text)
    {
        Assert.True(_cache.TryGet(Encoding.UTF8.GetBytes(text), out var symbol));
        Assert.Equal(text, symbol.ToString());
        Assert.Equal(Symbol.Parse(text), symbol);
    }

    [Theory]
    [InlineData("")]
    [InlineData("btcusdt")]
    [InlineData("BTC/USDT")]
    [InlineData("BTC USDT")]
    [InlineData("BTC\u0000USDT")]
    [InlineData("BTC\u202eUSDT")]
    [InlineData("A23456789012345678901")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷USDT")]
    [InlineData("𐐨USDT")]
    [InlineData("😀USDT")]
    [InlineData("\ud842USDT")]
    public void Other_text_is_refused(string text)
    {
        Assert.False(Symbol.TryParse(text, out _));
        Assert.False(_cache.TryGet(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => Symbol.Parse(text));
    }

    [Fact]
    public void Malformed_utf8_is_no_symbol() => Assert.False(_cache.TryGet([(byte)'A', 0xE5, 0xB8], out _));

    [Fact]
    public void More_symbols_than_the_cache_holds_are_still_told_apart()
    {
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < 30_000; i++)
            {
                Assert.True(_cache.TryGet(Encoding.UTF8.GetBytes($"S{i}"), out var symbol));
                Assert.Equal($"S{i}", symbol.ToString());
            }
        }
    }
}
