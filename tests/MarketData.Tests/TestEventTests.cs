using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.MarketData.Tests;

/// <summary>The test events of <c>events/</c> say what their sample file says.</summary>
public class TestEventTests
{
    private const string Version = "kR3vY8mTq0ZbW5nXe2LgHs7DpUfCa1Jo";
    private const string Poison = "e2a1c6a0-3c55-4b0b-9f0b-7f6d0c6f9b55";

    [Fact]
    public async Task The_sample_is_a_whole_minute_file_of_its_key_s_minute()
    {
        var rows = await SampleFile.RowsAsync();

        Assert.Equal(7, rows.Count);
        Assert.All(rows, row => Assert.Null(row.Rejection));
        Assert.All(rows, row => Assert.Equal(SampleFile.Key, MinuteFileKey.For(row.Candle!.OpenTime)));
    }

    [Theory]
    [InlineData("fan-out-put.json", 1)]
    [InlineData("fan-out-duplicate.json", 2)]
    public void Notifications_name_the_sample_s_size_and_tag(string name, int records)
    {
        var sample = File.ReadAllBytes(SampleFile.PathOf("sample.tsv"));

        var objects = Records(name).Select(record => record!["s3"]!["object"]!).ToList();

        Assert.Equal(records, objects.Count);
        Assert.All(objects, one => Assert.Equal(sample.Length, one["size"]!.GetValue<int>()));
        // S3's tag of an object that was put at once and encrypted by S3's own keys.
        Assert.All(objects, one => Assert.Equal(Md5(sample), one["eTag"]!.GetValue<string>()));
    }

    [Fact]
    public void The_duplicate_is_the_put_twice()
    {
        var put = Assert.Single(Records("fan-out-put.json"));

        Assert.All(Records("fan-out-duplicate.json"), record => Assert.True(JsonNode.DeepEquals(put, record)));
    }

    [Theory]
    [InlineData("writer-batch.json", new[] { 1, 2, 3, 4, 5 })]
    [InlineData("writer-poison.json", new[] { 1, 2 })]
    [InlineData("writer-redrive.json", new[] { 3, 4 })]
    public async Task Messages_are_rows_of_the_sample(string name, int[] numbers)
    {
        var rows = await SampleFile.RowsAsync();
        var expected = numbers.Select(number => new RowMessage(
            rows[number - 1].Candle!, SampleFile.Key, Version, number, SampleFile.FetchedAt).ToJson());

        var good = Records(name).Where(record => Text(record, "messageId") != Poison);

        Assert.Equal(expected, good.Select(record => Text(record, "body")));
    }

    [Fact]
    public void The_poison_is_a_row_that_no_market_can_have()
    {
        var poison = Assert.Single(Records("writer-poison.json"), record => Text(record, "messageId") == Poison);

        Assert.False(RowMessage.TryParse(Text(poison, "body"), out _, out var reason));
        Assert.Contains("is below the low", reason, StringComparison.Ordinal);
    }

    private static JsonArray Records(string name) => JsonNode.Parse(File.ReadAllText(SampleFile.PathOf(name)))!["Records"]!.AsArray();

    private static string Text(JsonNode? record, string field) => record![field]!.GetValue<string>();

    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
}
