using System.Text;
using System.Text.Json.Nodes;

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

        var sent = await sqs.SendMessageAsync(url, "Grüße\r\n\t€ 🚀");
        time.Advance(TimeSpan.FromSeconds(5));
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        Assert.Equal("Grüße\r\n\t€ 🚀", (string)message["Body"]!);
        Assert.Equal((string)sent["MessageId"]!, (string)message["MessageId"]!);
        Assert.Equal("7bfe72c3983f4a9008538147880f0ef1", (string)message["MD5OfBody"]!);
        Assert.Equal((string)sent["MD5OfMessageBody"]!, (string)message["MD5OfBody"]!);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ApproximateReceiveCount"] = "1",
                ["SentTimestamp"] = sentAt,
                ["SenderId"] = "AKIDTEST",
                ["ApproximateFirstReceiveTimestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(),
            },
            message["Attributes"]!.AsObject().ToDictionary(a => a.Key, a => (string)a.Value!));
    }

    [Fact] // ReceiveMessage: MessageSystemAttributeNames, and AttributeNames, which is deprecated
    public async Task Only_the_system_attributes_asked_for_are_answered()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "0"));
        await sqs.SendMessageAsync(url, "1");

        var without = await sqs.CallAsync("ReceiveMessage", new() { ["QueueUrl"] = url });
        var with = await sqs.CallAsync("ReceiveMessage", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("ApproximateReceiveCount") });
        var error = await sqs.ErrorAsync("ReceiveMessage", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("Colour") });

        Assert.Null(without["Messages"]![0]!["Attributes"]);
        Assert.Equal("""{"ApproximateReceiveCount":"2"}""", with["Messages"]![0]!["Attributes"]!.ToJsonString());
        Assert.Equal("InvalidAttributeName;Sender", error.QueryError);
    }

    [Fact] // developer guide, "Calculating the MD5 message digest for message attributes"; the digest was computed in Python
    public async Task Message_attributes_come_back_with_their_digest()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var sent = await sqs.CallAsync("SendMessage", new()
        {
            ["QueueUrl"] = url,
            ["MessageBody"] = "1",
            ["MessageAttributes"] = new JsonObject
            {
                ["symbol"] = new JsonObject { ["DataType"] = "String", ["StringValue"] = "BTCUSDT" },
                ["row"] = new JsonObject { ["DataType"] = "Number.int", ["StringValue"] = "5" },
                ["raw"] = new JsonObject { ["DataType"] = "Binary", ["BinaryValue"] = "AQID" },
            },
        });
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        Assert.Equal("7d67445e8e5314caae90c3135046aa1d", (string)sent["MD5OfMessageAttributes"]!);
        Assert.Equal((string)sent["MD5OfMessageAttributes"]!, (string)message["MD5OfMessageAttributes"]!);
        Assert.Equal("BTCUSDT", (string)message["MessageAttributes"]!["symbol"]!["StringValue"]!);
        Assert.Equal("Number.int", (string)message["MessageAttributes"]!["row"]!["DataType"]!);
        Assert.Equal("AQID", (string)message["MessageAttributes"]!["raw"]!["BinaryValue"]!);
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
        var attribute = new JsonObject { ["DataType"] = "String", ["StringValue"] = "x" };
        await sqs.CallAsync("SendMessage", new()
        {
            ["QueueUrl"] = url,
            ["MessageBody"] = "1",
            ["MessageAttributes"] = new JsonObject
            {
                ["symbol"] = attribute,
                ["source.key"] = attribute.DeepClone(),
                ["source.row"] = attribute.DeepClone(),
            },
        });

        var answer = await sqs.CallAsync("ReceiveMessage", new() { ["QueueUrl"] = url, ["MessageAttributeNames"] = new JsonArray(pattern) });

        var message = answer["Messages"]![0]!;
        Assert.Equal(count, message["MessageAttributes"]?.AsObject().Count ?? 0);
        Assert.Equal(count > 0, message["MD5OfMessageAttributes"] is not null);
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

        var error = await sqs.ErrorAsync("SendMessage", new()
        {
            ["QueueUrl"] = url,
            ["MessageBody"] = "1",
            ["MessageAttributes"] = new JsonObject { [name] = new JsonObject { ["DataType"] = type, ["StringValue"] = value } },
        });

        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Fact] // developer guide, quotas: a message can contain up to 10 message attributes
    public async Task Eleven_message_attributes_are_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        var attributes = Enumerable.Range(0, 11).Select(i => KeyValuePair.Create(
            $"a{i}", (JsonNode?)new JsonObject { ["DataType"] = "String", ["StringValue"] = "x" }));

        var error = await sqs.ErrorAsync("SendMessage", new()
        {
            ["QueueUrl"] = url,
            ["MessageBody"] = "1",
            ["MessageAttributes"] = new JsonObject(attributes),
        });

        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Fact] // SendMessage: UnsupportedOperation; list values are "not implemented; reserved for future use"
    public async Task List_values_of_message_attributes_are_unsupported()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await sqs.ErrorAsync("SendMessage", new()
        {
            ["QueueUrl"] = url,
            ["MessageBody"] = "1",
            ["MessageAttributes"] = new JsonObject
            {
                ["a"] = new JsonObject { ["DataType"] = "String", ["StringListValues"] = new JsonArray("x") },
            },
        });

        Assert.Equal((400, "AWS.SimpleQueueService.UnsupportedOperation;Sender"), (error.Status, error.QueryError));
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

        var error = await sqs.ErrorAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "a" + character });

        Assert.Equal("com.amazonaws.sqs#InvalidMessageContents", error.Type);
    }

    [Fact] // SendMessage: MessageBody, "The minimum size is one character"
    public async Task Empty_body_is_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await sqs.ErrorAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "" });

        Assert.Equal("MissingParameter;Sender", error.QueryError);
    }

    [Fact] // SendMessage: MessageBody, "The maximum size is 1 MiB"; attributes count too
    public async Task Message_of_one_mebibyte_in_utf8_passes_and_one_byte_more_does_not()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        var attributes = new JsonObject { ["abc"] = new JsonObject { ["DataType"] = "String", ["StringValue"] = "x" } };
        var body = new string('ü', (1024 * 1024 - 10) / 2);

        await sqs.CallAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = body, ["MessageAttributes"] = attributes });
        var error = await sqs.ErrorAsync("SendMessage", new()
        {
            ["QueueUrl"] = url,
            ["MessageBody"] = body + "x",
            ["MessageAttributes"] = attributes.DeepClone(),
        });

        Assert.Equal(1024 * 1024 - 10, Encoding.UTF8.GetByteCount((string)Assert.Single(await sqs.ReceiveAsync(url))["Body"]!));
        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Fact] // SetQueueAttributes: MaximumMessageSize
    public async Task Queue_may_allow_smaller_messages_only()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("MaximumMessageSize", "1024"));

        await sqs.SendMessageAsync(url, new string('x', 1024));
        var error = await sqs.ErrorAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = new string('x', 1025) });

        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Theory] // SendMessage: parameters of FIFO and fair queues, and of X-Ray
    [InlineData("MessageGroupId")]
    [InlineData("MessageDeduplicationId")]
    [InlineData("MessageSystemAttributes")]
    public async Task Parameter_that_the_local_run_does_not_do_is_refused_by_name(string parameter)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await sqs.ErrorAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "1", [parameter] = "x" });

        Assert.Equal(501, error.Status);
        Assert.Contains(parameter, error.Message, StringComparison.Ordinal);
    }

    [Fact] // developer guide, "Amazon SQS message retention": MessageRetentionPeriod
    public async Task Message_is_dropped_when_its_retention_period_ends()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("MessageRetentionPeriod", "60"), ("VisibilityTimeout", "0"));
        await sqs.SendMessageAsync(url, "1");

        time.Advance(TimeSpan.FromSeconds(59));
        var before = await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromSeconds(1));
        var after = await sqs.ReceiveAsync(url);

        Assert.Single(before);
        Assert.Empty(after);
    }
}
