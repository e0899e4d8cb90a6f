using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests;

public sealed class FetchedMinuteTests
{
    [Fact]
    public void Missing_symbols_beyond_what_metadata_holds_are_cut_short()
    {
        var missing = Missing(Enumerable.Range(1, 400).Select(i => $"NOSUCH{i}"));

        Assert.InRange(missing.Length, 1400, 1510);
        Assert.StartsWith("NOSUCH1,NOSUCH2,", missing);
        Assert.Matches(@",NOSUCH\d+,\.\.\.$", missing);
    }

    [Fact]
    public void Symbol_outside_ascii_is_escaped_in_the_metadata() => Assert.Equal("%D0%96", Missing(["Ж"]));

    private static string Missing(IEnumerable<string> symbols) =>
        new FetchedMinute(Scene.Minute(0), [], [.. symbols.Select(Symbol.Parse)], Scene.Now).Metadata()["missing-symbols"];
}
