using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class RejectedRowTests
{
    private const string Key = "data_1_min/dt=2026-02-02/1340.tsv";

    private static readonly DateTimeOffset FetchedAt = new(2026, 2, 2, 13, 41, 0, 512, TimeSpan.Zero);

    [Fact]
    public void Rejected_row_says_where_it_was_and_what_is_wrong()
    {
        var rejection = Assert.Single(Files.Read(Files.Of("\t"))).Rejection!;

        var row = RejectedRow.For(rejection, Key, sourceVersion: null, FetchedAt);

        Assert.Equal(
            """
            {"schema":1,"source_key":"data_1_min/dt=2026-02-02/1340.tsv","source_version":null,"source_row":1,
            "fetched_at":"2026-02-02T13:41:00.512Z","line":2,"text":"\t",
            "reason":"line 2: the line has 2 columns, not 12"}
            """.ReplaceLineEndings(""),
            row.ToJson());
    }

    [Fact]
    public void Rejected_row_comes_back_whatever_its_text()
    {
        var texts = Gen.Elements("\u0001\r\t \"\\<>&'+/\u007f\u2028\uffff币𐍈a".EnumerateRunes().ToArray()).ArrayOf()
            .Select(string.Concat);

        Property.ForAll(texts, text =>
        {
            var row = new RejectedRow(Key, "v1", 3, FetchedAt, 4, text, "line 4: the line is odd");

            Assert.True(RejectedRow.TryParse(row.ToJson(), out var parsed, out var reason), reason);
            Assert.Equal(row, parsed);
        });
    }

    [Theory]
    [InlineData("", "not JSON: ''")]
    [InlineData("{\"schema\":2}", "field schema: '2' is not 1")]
    [InlineData("{\"schema\":1,\"symbol\":\"BTCUSDT\"}", "field symbol is unknown")]
    [InlineData("{\"schema\":1,\"line\":4}", "field source_key is missing")]
    public void Other_text_is_refused(string json, string expected)
    {
        Assert.False(RejectedRow.TryParse(json, out _, out var reason));
        Assert.Equal(expected, reason);
    }
}
