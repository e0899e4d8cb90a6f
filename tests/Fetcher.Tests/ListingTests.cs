namespace ServerlessPipeline.Fetcher.Tests;

public sealed class ListingTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(500, 1101)]
    [InlineData(2726, 5999)]
    public void A_minute_takes_a_call_a_symbol_a_tenth_of_them_twice_and_the_clock(int symbols, int weight) =>
        Assert.Equal(weight, Listing.WeightOf(symbols));

    [Theory]
    [InlineData(6000, 2726)]
    [InlineData(24, 10)]
    [InlineData(1, 0)]
    public void As_many_symbols_are_possible_as_the_limit_has_room_for(int limit, int symbols)
    {
        Assert.Equal(symbols, Listing.Possible(limit));
        Assert.InRange(Listing.WeightOf(symbols), 0, limit);
    }
}
