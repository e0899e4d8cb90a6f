using System.Text;
using Amazon.SQS.Model;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>What a message may be and how it comes back; each test names where the rule stands in the SQS API reference.</summary>
public sealed class MessageTests
{
    [Fact] // ReceiveMessage: response, Message
    public async Task Message_comes_back_as_it_was_sent_with_its_system_attributes()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        var sentAt = time.GetUtcNow().ToUnixTimeMilliseconds().ToString();

        var sent = await sqs.Client.SendMessageAsync(url, "Grüße\r\n\t€ 🚀");
        time.Advance(TimeSpan.FromSeconds(5));
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        Assert.Equal("Grüße\r\n\t€ 🚀", message.Body);
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal("7bfe72c3983f4a9008538147880f0ef1", message.MD5OfBody);
        Assert.Equal(sent.MD5OfMessageBody, message.MD5OfBody);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ApproximateReceiveCount"] = "1",
                ["SentTimestamp"] = sentAt,
                ["SenderId"] = SqsHost.AccessKey,
                ["ApproximateFirstReceiveTimestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(),
            },
            message.Attributes);
    }

    [Fact] // ReceiveMessage: MessageSystemAttributeNames
    public async Task Only_the_system_attributes_asked_for_are_answered()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "0"));
        await sqs.Client.SendMessageAsync(url, "1");

        Task<ReceiveMessageResponse> ReceiveAsync(string name) =>
            sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageSystemAttributeNames = [name] });
        var without = await sqs.Client.ReceiveMessageAsync(url);
        var with = await ReceiveAsync("ApproximateReceiveCount");

        Assert.Null(Assert.Single(without.Messages).Attributes);
        Assert.Equal(new Dictionary<string, string> { ["ApproximateReceiveCount"] = "2" }, Assert.Single(with.Messages).Attributes);
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => ReceiveAsync("Colour"));
    }

    [Fact] // developer guide, "Calculating the MD5 message digest for message attributes"; the digest was computed in Python
    public async Task Message_attributes_come_back_with_their_digest()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var sent = await sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1")
        {
            MessageAttributes = new()
            {
                ["symbol"] = Text("BTCUSDT"),
                ["row"] = new() { DataType = "Number.int", StringValue = "5" },
                ["raw"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([1, 2, 3]) },
            },
        });
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        Assert.Equal("7d67445e8e5314caae90c3135046aa1d", sent.MD5OfMessageAttributes);
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.Equal("BTCUSDT", message.MessageAttributes["symbol"].StringValue);
        Assert.Equal("Number.int", message.MessageAttributes["row"].DataType);
        Assert.Equal([1, 2, 3], message.MessageAttributes["raw"].BinaryValue.ToArray());
    }

    [Theory] // ReceiveMessage: MessageAttributeNames
    [InlineData("All", 3)]
    [InlineData(".*", 3)]
    [InlineData("source.*", 2)]
    [InlineData("symbol", 1)]
    [InlineData("sym", 0)]
    public async Task Message_attributes_are_selected_by_name_and_prefix(string pattern, int count)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1")
        {
            MessageAttributes = new() { ["symbol"] = Text("x"), ["source.key"] = Text("x"), ["source.row"] = Text("x") },
        });

        var answer = await sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageAttributeNames = [pattern] });

        var message = Assert.Single(answer.Messages);
        Assert.Equal(count, message.MessageAttributes?.Count ?? 0);
        Assert.Equal(count > 0, message.MD5OfMessageAttributes is not null);
    }

    [Theory] // developer guide, "Amazon SQS message metadata": message attribute components, data types
    [InlineData("", "String", "x")]
    [InlineData("AWS.trace", "String", "x")]
    [InlineData("amazon.trace", "String", "x")]
    [InlineData("a..b", "String", "x")]
    [InlineData(".a", "String", "x")]
    [InlineData("a b", "String", "x")]
    [InlineData("a", "Text", "x")]
    [InlineData("a", "String.", "x")]
    [InlineData("a", "String", "")]
    [InlineData("a", "String", null)]
    [InlineData("a", "Number", "five")]
    [InlineData("a", "Number", "123456789012345678901234567890123456789")]
    [InlineData("a", "Binary", "x")]
    [InlineData("a", null, "x")]
    public async Task Message_attribute_outside_the_rules_is_refused(string name, string? type, string? value)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var code = await SqsHost.ErrorCodeAsync(sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1")
        {
            MessageAttributes = new() { [name] = new() { DataType = type, StringValue = value } },
        }));

        Assert.Equal("InvalidParameterValue", code);
    }

    [Fact] // developer guide, quotas: a message can contain up to 10 message attributes
    public async Task Eleven_message_attributes_are_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var code = await SqsHost.ErrorCodeAsync(sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1")
        {
            MessageAttributes = Enumerable.Range(0, 11).ToDictionary(i => $"a{i}", _ => Text("x")),
        }));

        Assert.Equal("InvalidParameterValue", code);
    }

    [Theory] // SendMessage: the allowed characters
    [InlineData("\u0000")]
    [InlineData("\u0008")]
    [InlineData("\u001F")]
    [InlineData("\uFFFE")]
    [InlineData("\uFFFF")]
    public async Task Character_outside_the_allowed_set_is_refused(string character)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        await Assert.ThrowsAsync<InvalidMessageContentsException>(() => sqs.Client.SendMessageAsync(url, "a" + character));
    }

    [Fact] // SendMessage: MessageBody, "The minimum size is one character"
    public async Task Empty_body_is_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        Assert.Equal("MissingParameter", await SqsHost.ErrorCodeAsync(sqs.Client.SendMessageAsync(url, "")));
    }

    [Fact] // SendMessage: MessageBody, "The maximum size is 1 MiB"; attributes count too
    public async Task Message_of_one_mebibyte_in_utf8_passes_and_one_byte_more_does_not()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        var body = new string('ü', (1024 * 1024 - 10) / 2);

        Task SendAsync(string body) => sqs.Client.SendMessageAsync(
            new SendMessageRequest(url, body) { MessageAttributes = new() { ["abc"] = Text("x") } });
        await SendAsync(body);
        var code = await SqsHost.ErrorCodeAsync(SendAsync(body + "x"));

        Assert.Equal(1024 * 1024 - 10, Encoding.UTF8.GetByteCount(Assert.Single(await sqs.ReceiveAsync(url)).Body));
        Assert.Equal("InvalidParameterValue", code);
    }

    [Fact] // SetQueueAttributes: MaximumMessageSize
    public async Task Queue_may_allow_smaller_messages_only()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("MaximumMessageSize", "1024"));

        await sqs.Client.SendMessageAsync(url, new string('x', 1024));
        var code = await SqsHost.ErrorCodeAsync(sqs.Client.SendMessageAsync(url, new string('x', 1025)));

        Assert.Equal("InvalidParameterValue", code);
    }

    [Fact] // developer guide, "Amazon SQS message retention": MessageRetentionPeriod
    public async Task Message_is_dropped_when_its_retention_period_ends()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("MessageRetentionPeriod", "60"), ("VisibilityTimeout", "0"));
        await sqs.Client.SendMessageAsync(url, "1");

        time.Advance(TimeSpan.FromSeconds(59));
        var before = await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromSeconds(1));
        var after = await sqs.ReceiveAsync(url);

        Assert.Single(before);
        Assert.Empty(after);
    }

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };
}
