using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using ServerlessPipeline.Cli.DeadLetters;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>How the messages of the two queues are read.</summary>
public sealed class DeadLetterTests
{
    private static readonly DateTimeOffset Sent = new(2026, 2, 2, 13, 42, 0, TimeSpan.Zero);

    private static readonly RowMessage Row = new(
        new Candle
        {
            Symbol = Symbol.Parse("BTCUSDT"),
            OpenTime = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero),
            Open = 1.5m,
            High = 2m,
            Low = 1m,
            Close = 1.7m,
            BaseVolume = 10m,
            CloseTime = new DateTimeOffset(2026, 2, 2, 13, 41, 0, TimeSpan.Zero).AddMilliseconds(-1),
            QuoteVolume = 15m,
            TradeCount = 3,
            TakerBuyBaseVolume = 5m,
            TakerBuyQuoteVolume = 7.5m,
        },
        "data_1_min/dt=2026-02-02/1340.tsv",
        "v1",
        2,
        Sent);

    [Fact]
    public void Row_says_what_it_is_and_what_the_Writer_said_of_it()
    {
        var letter = RowLetters.Read(Letter(
            Row.ToJson(),
            ("symbol", "BTCUSDT"), ("reason", "The table is gone."), ("failed_at", "2026-02-02T13:45:00.250Z"), ("receives", "5")));

        Assert.Equal((DeadLetterKind.Row, "BTCUSDT", Row.Candle.OpenTime), (letter.Kind, letter.Symbol, letter.OpenTime));
        Assert.Equal(("data_1_min/dt=2026-02-02/1340.tsv", "v1", 3), (Assert.Single(letter.Files), letter.Version, letter.Line));
        Assert.Equal(("The table is gone.", 5, Sent), (letter.Reason, letter.Tries, letter.SentAt));
        Assert.Equal(Sent.AddSeconds(180.25), letter.FailedAt);
    }

    [Fact]
    public void Row_that_SQS_moved_has_no_reason()
    {
        var letter = RowLetters.Read(Letter(Row.ToJson()));

        Assert.Equal((DeadLetterKind.Row, null, null, null), (letter.Kind, letter.Reason, letter.Tries, letter.FailedAt));
    }

    [Fact]
    public void Poison_that_SQS_moved_says_by_itself_what_is_wrong()
    {
        var letter = RowLetters.Read(Letter("poison"));

        Assert.False(RowMessage.TryParse("poison", out _, out var reason));
        Assert.Equal((DeadLetterKind.Poison, "poison", reason), (letter.Kind, letter.Text, letter.Reason));
    }

    [Fact]
    public void Poison_of_one_kind_is_counted_together_whatever_its_values()
    {
        var letter = RowLetters.Read(Letter("{}", ("reason", "column high: '764.90' is below the low 765.84")));

        Assert.Equal("column high: '…' is below the low …", ReasonText.Kind(letter));
    }

    [Fact]
    public void Line_says_where_it_is()
    {
        var line = new RejectedRow(Row.SourceKey, "v1", 3, Sent, 4, "BTCUSDT\tnoon", "line 4, column open_time: 'noon' is no time");

        var letter = RowLetters.Read(Letter(line.ToJson(), ("reason", line.Reason)));

        Assert.Equal((DeadLetterKind.Line, "BTCUSDT", 4, "v1"), (letter.Kind, letter.Symbol, letter.Line, letter.Version));
        Assert.Equal("line …, column open_time: '…' is no time", ReasonText.Kind(letter));
    }

    [Fact]
    public void Failed_file_has_its_error_and_its_event()
    {
        var letter = ObjectLetters.Read(Letter(Record()));

        Assert.Equal("data_1_min/wrong header+ä.tsv", Assert.Single(letter.Files));
        Assert.Equal(("v7", 3, Sent), (letter.Version, letter.Tries, letter.FailedAt));
        Assert.Equal("line …, column symbol: '…' is not in its place", ReasonText.Kind(letter));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Record())!["requestPayload"], JsonNode.Parse(letter.Event!)));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"requestContext":{},"requestPayload":{"Records":7}}""")]
    public void What_is_no_record_is_shown_and_has_no_event(string body)
    {
        var letter = ObjectLetters.Read(Letter(body));

        Assert.Equal((body, null), (letter.Text, letter.Event));
        Assert.NotNull(letter.Reason);
    }

    [Fact]
    public void What_goes_back_to_the_rows_queue_says_nothing_of_its_failure()
    {
        var message = Letter(Row.ToJson(), ("symbol", "BTCUSDT"), ("reason", "?"), ("failed_at", "?"), ("source_message_id", "?"), ("receives", "5"));

        Assert.Equal(["symbol"], Redrive.OwnAttributes(message).Keys);
    }

    [Theory]
    [InlineData("--queue rows", true)]
    [InlineData("--queue objects", false)]
    [InlineData("--id 12345678-AB", true)]
    [InlineData("--id 2345", false)]
    [InlineData("--symbol BTCUSDT", true)]
    [InlineData("--symbol ETHUSDT", false)]
    [InlineData("--file data_1_min/dt=2026-02-02/1340.tsv", true)]
    [InlineData("--file data_1_min/dt=2026-02-02/134", false)]
    [InlineData("--reason TABLE", true)]
    [InlineData("--reason '…' is", true)]
    [InlineData("--reason disk", false)]
    public void Filter_takes_what_fits(string option, bool fits)
    {
        var (name, value) = (option[..option.IndexOf(' ')], option[(option.IndexOf(' ') + 1)..]);
        var letter = RowLetters.Read(Letter(Row.ToJson(), ("reason", "The table 'ProcessedData' is gone.")));

        var filter = new DeadLetterFilter
        {
            Queue = name == "--queue" ? value : null,
            Ids = name == "--id" ? [value] : [],
            Symbol = name == "--symbol" ? Symbol.Parse(value) : null,
            File = name == "--file" ? value : null,
            Reason = name == "--reason" ? value : null,
        };

        Assert.Equal(fits, filter.Matches(letter));
    }

    // As Lambda's developer guide has it, "Capturing records of Lambda asynchronous invocations".
    private static string Record() => new JsonObject
    {
        ["version"] = "1.0",
        ["timestamp"] = Sent,
        ["requestContext"] = new JsonObject
        {
            ["requestId"] = "r",
            ["functionArn"] = "arn",
            ["condition"] = "RetriesExhausted",
            ["approximateInvokeCount"] = 3,
        },
        ["requestPayload"] = JsonNode.Parse(
            """{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"data_1_min/wrong+header%2B%C3%A4.tsv","versionId":"v7"}}}]}"""),
        ["responseContext"] = new JsonObject { ["statusCode"] = 200, ["functionError"] = "Unhandled" },
        ["responsePayload"] = new JsonObject
        {
            ["errorType"] = "FilesFailedException",
            ["errorMessage"] = "data_1_min/wrong header+ä.tsv: line 1, column symbol: 'time' is not in its place",
        },
    }.ToJsonString();

    private static Message Letter(string body, params (string Name, string Value)[] attributes) => new()
    {
        MessageId = "12345678-abcd-4000-8000-000000000000",
        Body = body,
        Attributes = new() { ["SentTimestamp"] = Sent.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) },
        MessageAttributes = attributes.ToDictionary(
            attribute => attribute.Name, attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value }),
    };
}
