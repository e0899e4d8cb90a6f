using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher.Tests;

public sealed class ListingTests
{
    private static readonly ExchangeInfo Exchange = new(WeightLimit: 6000, [], []);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(500, 1101)]
    [InlineData(2726, 5999)]
    public void As_many_symbols_as_the_limit_has_room_for_are_taken(int symbols, int reserved) =>
        Assert.Equal((6000, reserved), (Listing.Budget(Exchange, symbols).Limit, Listing.Budget(Exchange, symbols).Reserved));

    [Fact]
    public void Three_thousand_are_refused_and_the_message_says_how_many_are_possible()
    {
        var error = Assert.Throws<ListingException>(() => Listing.Budget(Exchange, 3000));

        Assert.Contains("6601 in all, and the exchange allows 6000 a minute. At most 2726 are possible.", error.Message);
    }
}
