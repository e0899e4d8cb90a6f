using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class RowMessageTests
{
    private const string Json =
        """
        {"schema":1,"source_key":"data_1_min/dt=2026-02-02/1340.tsv","source_version":"v1","source_row":1,
        "fetched_at":"2026-02-02T13:41:00.512Z","symbol":"BTCUSDT","open_time":1770039600000,"open":"0.1005",
        "high":"0.1010","low":"0.1000","close":"0.1007","base_volume":"1000.50","close_time":1770039659999,
        "quote_volume":"100.75000000","trade_count":150,"taker_buy_base_volume":"500.25",
        "taker_buy_quote_volume":"50.00"}
        """;

    private static readonly RowMessage Sample = new(
        Candles.Sample,
        "data_1_min/dt=2026-02-02/1340.tsv",
        "v1",
        SourceRow: 1,
        new DateTimeOffset(2026, 2, 2, 13, 41, 0, 512, TimeSpan.Zero));

    private static Gen<RowMessage> Messages { get; } =
        from candle in Candles.Possible
        from version in Gen.Elements(null, "", "null", "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY", "\"\\\u0000\u2028币")
        from row in Gen.Choose(1, int.MaxValue)
        from milliseconds in Gen.Choose(0, int.MaxValue)
        select new RowMessage(
            candle, MinuteFileKey.For(candle.OpenTime), version, row, candle.CloseTime.AddMilliseconds(milliseconds));

    [Fact]
    public void Message_is_one_flat_object_named_as_the_columns() =>
        Assert.Equal(Json.ReplaceLineEndings(""), Sample.ToJson());

    [Fact]
    public void Message_is_read_whatever_its_white_space() => Assert.Equal(Sample, Parse(Json));

    [Fact]
    public void Message_comes_back_digit_for_digit() => Property.ForAll(Messages, message =>
    {
        var parsed = Parse(message.ToJson());

        Assert.Equal(message, parsed);
        Assert.Equal(message.ToJson(), parsed.ToJson());
        Assert.True(Ascii.IsValid(message.ToJson()));
    });

    [Fact]
    public void Fetch_time_is_kept_to_the_millisecond_in_utc()
    {
        var precise = Sample with { FetchedAt = Sample.FetchedAt.AddTicks(9_999).ToOffset(TimeSpan.FromHours(-5)) };

        Assert.Equal(Sample.FetchedAt, Parse(precise.ToJson()).FetchedAt);
    }

    [Theory]
    [InlineData("schema", "2", "field schema: '2' is not 1")]
    [InlineData("schema", "1.0", "field schema: '1.0' is not 1")]
    [InlineData("schema", "\"1\"", "field schema: '\"1\"' is not a number")]
    [InlineData("schema", null, "field schema is missing")]
    [InlineData("source_key", "\"\"", "field source_key: '' is not an object key of 1 to 1024 bytes")]
    [InlineData("source_key", "null", "field source_key: 'null' is not a string")]
    [InlineData("source_key", "\"\\ud800\"", "field source_key: '\\ud800' has half a surrogate pair")]
    [InlineData("source_version", "1", "field source_version: '1' is not a string")]
    [InlineData("source_version", null, "field source_version is missing")]
    [InlineData("source_row", "0", "field source_row: '0' is not a whole number from 1 on")]
    [InlineData("source_row", "2147483648", "field source_row: '2147483648' is not a whole number from 1 on")]
    [InlineData("fetched_at", "\"2026-02-02T13:41:00Z\"",
        "field fetched_at: '2026-02-02T13:41:00Z' is not a time in the form of 2026-02-02T13:41:00.512Z")]
    [InlineData("symbol", "\"btc\\u0000\"", "field symbol: 'btc\\u0000' is not a symbol")]
    [InlineData("open_time", "\"1770039600000\"", "field open_time: '\"1770039600000\"' is not a number")]
    [InlineData("open_time", "1.7700396e12",
        "field open_time: '1.7700396e12' is not a time in epoch milliseconds from 2001 to 2286")]
    [InlineData("open", "0.1005", "field open: '0.1005' is not a string")]
    [InlineData("open", "\"12,5\"", "field open: '12,5' is not a decimal number")]
    [InlineData("open", "\"\\u0031\"", "field open: '\\u0031' is not a decimal number")]
    [InlineData("open", null, "field open is missing")]
    [InlineData("high", "\"0.0999\"", "column high: '0.0999' is below the low 0.1000")]
    [InlineData("low", "{\"a\":[1]}", "field low: '{\"a\":[1]}' is not a string")]
    [InlineData("trade_count", "-1", "field trade_count: '-1' is not a whole number")]
    [InlineData("trade_count", "150.0", "field trade_count: '150.0' is not a whole number")]
    [InlineData("trade_count", "true", "field trade_count: 'true' is not a number")]
    [InlineData("note", "1", "field note is unknown")]
    public void Bad_field_is_refused_by_name(string name, string? value, string expected) =>
        AssertRefused(Replace(name, value), expected);

    [Theory]
    [InlineData("", "not JSON: ''")]
    [InlineData("hello\nworld", "not JSON: 'hello\\u000Aworld'")]
    [InlineData("{\"schema\":1", "not JSON: '{\"schema\":1'")]
    [InlineData("{\"\\ud800\":1}", "not JSON: '{\"\\ud800\":1}'")]
    [InlineData("{} {}", "not JSON: '{} {}'")]
    [InlineData("{} // comment", "not JSON: '{} // comment'")]
    [InlineData("[1]", "not a JSON object: '[1]'")]
    [InlineData("null", "not a JSON object: 'null'")]
    [InlineData("{}", "field schema is missing")]
    [InlineData("{\"schema\":2,\"price\":1}", "field schema: '2' is not 1")]
    [InlineData("{\"schema\":1,\"schema\":1}", "field schema is there twice")]
    public void Other_text_is_refused(string json, string expected) => AssertRefused(json, expected);

    [Fact]
    public void No_text_at_all_is_refused() => Assert.False(RowMessage.TryParse((string?)null, out _, out _));

    [Fact]
    public void Repeated_field_is_refused() =>
        AssertRefused(Json.Replace("\"open\":", "\"close\":\"0.1007\",\"open\":"), "field close is there twice");

    [Fact]
    public void Malformed_utf8_is_refused()
    {
        Assert.False(RowMessage.TryParse([(byte)'{', 0xFF], out _, out var reason));
        Assert.Equal("not UTF-8 text: '{\\xFF'", reason);
    }

    [Fact]
    public void Deep_nesting_is_refused() => AssertRefused(
        new string('[', 100_000), $"not JSON: '{new string('[', 40)}…'");

    [Fact]
    public void Key_beyond_what_a_bucket_allows_is_refused()
    {
        Assert.Equal(1024, Parse((Sample with { SourceKey = new string('k', 1024) }).ToJson()).SourceKey.Length);
        Assert.False(RowMessage.TryParse((Sample with { SourceKey = new string('k', 1025) }).ToJson(), out _, out _));
    }

    [Fact]
    public void Changed_message_is_accepted_as_it_stands_or_not_at_all()
    {
        var changed =
            from message in Messages
            let json = Encoding.UTF8.GetBytes(message.ToJson())
            from start in Gen.Choose(0, json.Length)
            from removed in Gen.Choose(0, 3)
            from inserted in Gen.Elements(
                "0", "1", ".", "-", "\"", ",", "e", " ", "\\u0030", "\\ud800", "null", "币", "\0")
            select (byte[])[.. json[..start], .. Encoding.UTF8.GetBytes(inserted), .. json.Skip(start + removed)];

        Property.ForAll(changed, json =>
        {
            var accepted = RowMessage.TryParse(json, out var message, out var reason);

            Assert.NotEqual(accepted, reason is not null);
            Assert.True(!accepted || JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(message!.ToJson())));
        }, count: 500);
    }

    [Fact]
    public void Arbitrary_bytes_are_refused() => Property.ForAll(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        bytes => Assert.False(RowMessage.TryParse(bytes, out _, out _)));

    private static RowMessage Parse(string json)
    {
        Assert.True(RowMessage.TryParse(json, out var message, out var reason), reason);
        return message;
    }

    private static void AssertRefused(string json, string expected)
    {
        Assert.False(RowMessage.TryParse(json, out var message, out var reason));
        Assert.Null(message);
        Assert.Equal(expected, reason);
    }

    // The sample with one field's JSON replaced, added, or taken away if null.
    private static string Replace(string name, string? value)
    {
        using var document = JsonDocument.Parse(Json);
        var fields = document.RootElement.EnumerateObject().ToDictionary(
            field => field.Name, string? (field) => field.Value.GetRawText());
        fields[name] = value;
        var present = fields.Where(field => field.Value is not null);
        return "{" + string.Join(',', present.Select(field => $"\"{field.Key}\":{field.Value}")) + "}";
    }
}
