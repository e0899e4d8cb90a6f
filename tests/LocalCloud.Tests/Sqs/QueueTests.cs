using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>Queues and their attributes, rule by rule; each test names where the rule stands in the SQS API reference.</summary>
public sealed class QueueTests
{
    [Fact] // CreateQueue: response; "Amazon SQS queue and message identifiers" in the developer guide
    public async Task Queue_url_has_the_address_that_the_client_used_the_account_and_the_name()
    {
        await using var sqs = await SqsHost.StartAsync();

        var url = await sqs.CreateQueueAsync("rows");

        Assert.Equal($"{sqs.Origin}/000000000000/rows", url);
    }

    [Fact] // CreateQueue: "returns the queue URL for the existing queue"
    public async Task Creating_a_queue_again_with_the_same_attributes_answers_its_url()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "60"));

        Assert.Equal(url, await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "60")));
        Assert.Equal(url, await sqs.CreateQueueAsync("rows"));
    }

    [Fact] // CreateQueue: QueueNameExists
    public async Task Creating_a_queue_again_with_another_attribute_value_is_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "60"));

        var error = await sqs.ErrorAsync("CreateQueue", new()
        {
            ["QueueName"] = "rows",
            ["Attributes"] = new JsonObject { ["VisibilityTimeout"] = "61" },
        });

        Assert.Equal((400, "com.amazonaws.sqs#QueueNameExists", "QueueAlreadyExists;Sender"), (error.Status, error.Type, error.QueryError));
    }

    [Theory] // CreateQueue: QueueName
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("rows\n")]
    [InlineData("ä")]
    [InlineData("123456789a123456789b123456789c123456789d123456789e123456789f123456789g123456789h1")]
    public async Task Queue_name_outside_the_rules_is_refused(string name)
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync("CreateQueue", new() { ["QueueName"] = name });

        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Theory] // CreateQueue: Attributes; what the local run does not do is refused and named
    [InlineData("FifoQueue", "true")]
    [InlineData("KmsMasterKeyId", "alias/key")]
    [InlineData("Policy", "{}")]
    public async Task Attribute_that_the_local_run_does_not_do_is_refused_by_name(string name, string value)
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync("CreateQueue", new()
        {
            ["QueueName"] = "rows",
            ["Attributes"] = new JsonObject { [name] = value },
        });

        Assert.Equal((501, "com.amazonaws.sqs#UnsupportedOperation"), (error.Status, error.Type));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifo_queue_is_refused_by_name()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync("CreateQueue", new() { ["QueueName"] = "rows.fifo" });

        Assert.Equal(501, error.Status);
        Assert.Contains("FIFO", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_that_the_local_run_does_not_do_is_refused_by_name()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync("CreateQueue", new() { ["QueueName"] = "rows", ["tags"] = new JsonObject { ["a"] = "b" } });

        Assert.Equal(501, error.Status);
        Assert.Contains("tags", error.Message, StringComparison.Ordinal);
    }

    [Theory] // CreateQueue: Attributes, the ranges of values
    [InlineData("VisibilityTimeout", "43200", "43201")]
    [InlineData("MessageRetentionPeriod", "60", "59")]
    [InlineData("MessageRetentionPeriod", "1209600", "1209601")]
    [InlineData("DelaySeconds", "900", "901")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "20", "21")]
    [InlineData("MaximumMessageSize", "1024", "1023")]
    [InlineData("MaximumMessageSize", "1048576", "1048577")]
    [InlineData("DelaySeconds", "0", "-1")]
    [InlineData("DelaySeconds", "1", "one")]
    public async Task Attribute_value_is_taken_within_its_range_only(string name, string valid, string invalid)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", (name, valid));

        var error = await sqs.ErrorAsync("SetQueueAttributes", new()
        {
            ["QueueUrl"] = url,
            ["Attributes"] = new JsonObject { [name] = invalid },
        });

        Assert.Equal("InvalidAttributeValue;Sender", error.QueryError);
        Assert.Equal(valid, (await AttributesAsync(sqs, url))[name]);
    }

    [Fact] // SetQueueAttributes: Attributes, the defaults
    public async Task New_queue_has_the_default_attributes()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);

        var attributes = await AttributesAsync(sqs, await sqs.CreateQueueAsync("rows"));

        var created = time.GetUtcNow().ToUnixTimeSeconds().ToString();
        Assert.Equal(new SortedDictionary<string, string>
        {
            ["ApproximateNumberOfMessages"] = "0",
            ["ApproximateNumberOfMessagesDelayed"] = "0",
            ["ApproximateNumberOfMessagesNotVisible"] = "0",
            ["CreatedTimestamp"] = created,
            ["DelaySeconds"] = "0",
            ["LastModifiedTimestamp"] = created,
            ["MaximumMessageSize"] = "1048576",
            ["MessageRetentionPeriod"] = "345600",
            ["QueueArn"] = "arn:aws:sqs:us-east-1:000000000000:rows",
            ["ReceiveMessageWaitTimeSeconds"] = "0",
            ["VisibilityTimeout"] = "30",
        }, attributes);
    }

    [Fact] // GetQueueAttributes: AttributeNames
    public async Task Only_the_attributes_asked_for_are_answered()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var some = await AttributesAsync(sqs, url, "VisibilityTimeout", "RedrivePolicy");
        var none = await sqs.CallAsync("GetQueueAttributes", new() { ["QueueUrl"] = url });
        var error = await sqs.ErrorAsync("GetQueueAttributes", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("Colour") });

        Assert.Equal(new SortedDictionary<string, string> { ["VisibilityTimeout"] = "30" }, some);
        Assert.Empty(none);
        Assert.Equal("com.amazonaws.sqs#InvalidAttributeName", error.Type);
    }

    [Fact] // SetQueueAttributes
    public async Task Setting_an_attribute_leaves_the_others_as_they_are()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("DelaySeconds", "5"));

        await sqs.CallAsync("SetQueueAttributes", new()
        {
            ["QueueUrl"] = url,
            ["Attributes"] = new JsonObject { ["VisibilityTimeout"] = "90" },
        });

        var attributes = await AttributesAsync(sqs, url, "VisibilityTimeout", "DelaySeconds");
        Assert.Equal(("90", "5"), (attributes["VisibilityTimeout"], attributes["DelaySeconds"]));
    }

    [Theory] // SetQueueAttributes: RedrivePolicy
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:nowhere","maxReceiveCount":3}""", "InvalidParameterValue;Sender")]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":0}""", "InvalidAttributeValue;Sender")]
    [InlineData("""{"maxReceiveCount":3}""", "InvalidAttributeValue;Sender")]
    [InlineData("three", "InvalidAttributeValue;Sender")]
    public async Task Redrive_policy_that_makes_no_sense_is_refused(string policy, string code)
    {
        await using var sqs = await SqsHost.StartAsync();
        await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows");

        var error = await sqs.ErrorAsync("SetQueueAttributes", new()
        {
            ["QueueUrl"] = url,
            ["Attributes"] = new JsonObject { ["RedrivePolicy"] = policy },
        });

        Assert.Equal(code, error.QueryError);
    }

    [Fact] // GetQueueUrl; QueueDoesNotExist
    public async Task Queue_that_does_not_exist_is_an_error_with_both_of_its_names()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync("GetQueueUrl", new() { ["QueueName"] = "rows" });

        Assert.Equal(
            new SqsError(400, "com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue;Sender",
                "The specified queue does not exist."),
            error);
    }

    [Fact] // ListQueues: QueueNamePrefix, MaxResults, NextToken
    public async Task Queues_are_listed_by_prefix_and_in_pages()
    {
        await using var sqs = await SqsHost.StartAsync();
        foreach (var name in new[] { "rows-b", "other", "rows-c", "rows-a" })
        {
            await sqs.CreateQueueAsync(name);
        }

        var first = await sqs.CallAsync("ListQueues", new() { ["QueueNamePrefix"] = "rows", ["MaxResults"] = 2 });
        var second = await sqs.CallAsync("ListQueues", new()
        {
            ["QueueNamePrefix"] = "rows",
            ["MaxResults"] = 2,
            ["NextToken"] = (string)first["NextToken"]!,
        });

        Assert.Equal(["rows-a", "rows-b"], Names(first["QueueUrls"]));
        Assert.Equal(["rows-c"], Names(second["QueueUrls"]));
        Assert.Null(second["NextToken"]);
    }

    [Fact] // ListDeadLetterSourceQueues
    public async Task Sources_of_a_dead_letter_queue_are_listed()
    {
        await using var sqs = await SqsHost.StartAsync();
        var dead = await sqs.CreateQueueAsync("dead");
        await sqs.CreateQueueAsync("rows", ("RedrivePolicy", Redrive("dead", 3)));
        await sqs.CreateQueueAsync("other");

        var answer = await sqs.CallAsync("ListDeadLetterSourceQueues", new() { ["QueueUrl"] = dead });

        Assert.Equal(["rows"], Names(answer["queueUrls"]));
    }

    [Fact] // DeleteQueue: "regardless of the queue's contents", "must wait at least 60 seconds"
    public async Task Deleted_queue_is_gone_with_its_messages_and_its_name_is_free_after_60_seconds()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");

        await sqs.CallAsync("DeleteQueue", new() { ["QueueUrl"] = url });

        var gone = await sqs.ErrorAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "2" });
        var tooSoon = await sqs.ErrorAsync("CreateQueue", new() { ["QueueName"] = "rows" });
        time.Advance(TimeSpan.FromSeconds(60));
        await sqs.CreateQueueAsync("rows");
        Assert.Equal("com.amazonaws.sqs#QueueDoesNotExist", gone.Type);
        Assert.Equal("com.amazonaws.sqs#QueueDeletedRecently", tooSoon.Type);
        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact] // PurgeQueue: PurgeQueueInProgress
    public async Task Purging_deletes_all_messages_and_is_allowed_once_in_60_seconds()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "in flight");
        await sqs.ReceiveAsync(url);
        await sqs.SendMessageAsync(url, "visible");

        await sqs.CallAsync("PurgeQueue", new() { ["QueueUrl"] = url });

        var error = await sqs.ErrorAsync("PurgeQueue", new() { ["QueueUrl"] = url });
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await sqs.ReceiveAsync(url));
        await sqs.CallAsync("PurgeQueue", new() { ["QueueUrl"] = url });
        Assert.Equal((403, "AWS.SimpleQueueService.PurgeQueueInProgress;Sender"), (error.Status, error.QueryError));
    }

    [Theory]
    [InlineData("TagQueue", 501, "AWS.SimpleQueueService.UnsupportedOperation;Sender")]
    [InlineData("StartMessageMoveTask", 501, "AWS.SimpleQueueService.UnsupportedOperation;Sender")]
    [InlineData("MakeCoffee", 400, "InvalidAction;Sender")]
    public async Task Operation_that_is_not_done_is_refused_by_name(string operation, int status, string code)
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync(operation, []);

        Assert.Equal((status, code), (error.Status, error.QueryError));
        Assert.Contains(operation, error.Message, StringComparison.Ordinal);
    }

    [Fact] // Smithy, AWS JSON 1.0: SerializationException
    public async Task Request_of_another_shape_is_malformed_input()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await sqs.ErrorAsync("GetQueueUrl", new() { ["QueueName"] = new JsonArray("rows") });

        Assert.Equal("MalformedInput;Sender", error.QueryError);
    }

    internal static string Redrive(string deadLetterQueue, int maxReceiveCount) =>
        $$"""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:{{deadLetterQueue}}","maxReceiveCount":{{maxReceiveCount}}}""";

    private static async Task<SortedDictionary<string, string>> AttributesAsync(SqsHost sqs, string url, params string[] names)
    {
        var answer = await sqs.CallAsync("GetQueueAttributes", new()
        {
            ["QueueUrl"] = url,
            ["AttributeNames"] = new JsonArray([.. names.DefaultIfEmpty("All")]),
        });
        return new(answer["Attributes"]!.AsObject().ToDictionary(a => a.Key, a => (string)a.Value!));
    }

    private static IEnumerable<string> Names(JsonNode? urls) => urls!.AsArray().Select(u => ((string)u!).Split('/')[^1]);
}
