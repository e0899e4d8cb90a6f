using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;

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

        var error = await Assert.ThrowsAsync<QueueNameExistsException>(
            () => sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "61")));

        Assert.Equal((HttpStatusCode.BadRequest, "QueueAlreadyExists"), (error.StatusCode, error.ErrorCode));
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

        Assert.Equal("InvalidParameterValue", await SqsHost.ErrorCodeAsync(sqs.CreateQueueAsync(name)));
    }

    [Theory] // CreateQueue: Attributes; what the local run does not do is refused and named
    [InlineData("FifoQueue", "true")]
    [InlineData("KmsMasterKeyId", "alias/key")]
    [InlineData("Policy", "{}")]
    public async Task Attribute_that_the_local_run_does_not_do_is_refused_by_name(string name, string value)
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await Assert.ThrowsAsync<UnsupportedOperationException>(() => sqs.CreateQueueAsync("rows", (name, value)));

        Assert.Equal(HttpStatusCode.NotImplemented, error.StatusCode);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifo_queue_is_refused_by_name()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await Assert.ThrowsAsync<UnsupportedOperationException>(() => sqs.CreateQueueAsync("rows.fifo"));

        Assert.Contains("FIFO", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_that_the_local_run_does_not_do_is_refused_by_name()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await Assert.ThrowsAsync<UnsupportedOperationException>(
            () => sqs.Client.CreateQueueAsync(new CreateQueueRequest("rows") { Tags = new() { ["a"] = "b" } }));

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

        await Assert.ThrowsAsync<InvalidAttributeValueException>(
            () => sqs.Client.SetQueueAttributesAsync(url, new() { [name] = invalid }));

        Assert.Equal(valid, (await AttributesAsync(sqs, url))[name]);
    }

    [Fact] // SetQueueAttributes: Attributes, the defaults
    public async Task New_queue_has_the_default_attributes()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);

        var attributes = await AttributesAsync(sqs, await sqs.CreateQueueAsync("rows"));

        var created = time.GetUtcNow().ToUnixTimeSeconds().ToString();
        Assert.Equal(new Dictionary<string, string>
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
        var none = await sqs.Client.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url });

        Assert.Equal(new Dictionary<string, string> { ["VisibilityTimeout"] = "30" }, some);
        Assert.Null(none.Attributes);
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => AttributesAsync(sqs, url, "Colour"));
    }

    [Fact] // SetQueueAttributes
    public async Task Setting_an_attribute_leaves_the_others_as_they_are()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows", ("DelaySeconds", "5"));

        await sqs.Client.SetQueueAttributesAsync(url, new() { ["VisibilityTimeout"] = "90" });

        var attributes = await AttributesAsync(sqs, url, "VisibilityTimeout", "DelaySeconds");
        Assert.Equal(("90", "5"), (attributes["VisibilityTimeout"], attributes["DelaySeconds"]));
    }

    [Theory] // SetQueueAttributes: RedrivePolicy
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:nowhere","maxReceiveCount":3}""", "InvalidParameterValue")]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":0}""", "InvalidAttributeValue")]
    [InlineData("""{"maxReceiveCount":3}""", "InvalidAttributeValue")]
    [InlineData("three", "InvalidAttributeValue")]
    public async Task Redrive_policy_that_makes_no_sense_is_refused(string policy, string code)
    {
        await using var sqs = await SqsHost.StartAsync();
        await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows");

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => sqs.Client.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = policy }));

        Assert.Equal(code, error.ErrorCode);
    }

    [Fact] // GetQueueUrl; QueueDoesNotExist
    public async Task Url_of_a_queue_is_found_by_its_name()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var found = await sqs.Client.GetQueueUrlAsync("rows");
        var error = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.Client.GetQueueUrlAsync("other"));

        Assert.Equal(url, found.QueueUrl);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", error.ErrorCode);
    }

    [Fact] // ListQueues: QueueNamePrefix, MaxResults, NextToken
    public async Task Queues_are_listed_by_prefix_and_in_pages()
    {
        await using var sqs = await SqsHost.StartAsync();
        foreach (var name in new[] { "rows-b", "other", "rows-c", "rows-a" })
        {
            await sqs.CreateQueueAsync(name);
        }

        var first = await sqs.Client.ListQueuesAsync(new ListQueuesRequest("rows") { MaxResults = 2 });
        var second = await sqs.Client.ListQueuesAsync(new ListQueuesRequest("rows") { MaxResults = 2, NextToken = first.NextToken });

        Assert.Equal(["rows-a", "rows-b"], Names(first.QueueUrls));
        Assert.Equal(["rows-c"], Names(second.QueueUrls));
        Assert.Null(second.NextToken);
    }

    [Fact] // DeleteQueue: "regardless of the queue's contents", "must wait at least 60 seconds"
    public async Task Deleted_queue_is_gone_with_its_messages_and_its_name_is_free_after_60_seconds()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");

        await JsonProtocol.CallAsync(sqs, "DeleteQueue", new() { ["QueueUrl"] = url });

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.Client.SendMessageAsync(url, "2"));
        await Assert.ThrowsAsync<QueueDeletedRecentlyException>(() => sqs.CreateQueueAsync("rows"));
        time.Advance(TimeSpan.FromSeconds(60));
        await sqs.CreateQueueAsync("rows");
        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact] // PurgeQueue: PurgeQueueInProgress
    public async Task Purging_deletes_all_messages_and_is_allowed_once_in_60_seconds()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "in flight");
        await sqs.ReceiveAsync(url);
        await sqs.Client.SendMessageAsync(url, "visible");

        await sqs.Client.PurgeQueueAsync(url);

        var error = await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => sqs.Client.PurgeQueueAsync(url));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await sqs.ReceiveAsync(url));
        await sqs.Client.PurgeQueueAsync(url);
        Assert.Equal(
            (HttpStatusCode.Forbidden, "AWS.SimpleQueueService.PurgeQueueInProgress"), (error.StatusCode, error.ErrorCode));
    }

    internal static string Redrive(string deadLetterQueue, int maxReceiveCount) =>
        $$"""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:{{deadLetterQueue}}","maxReceiveCount":{{maxReceiveCount}}}""";

    private static async Task<Dictionary<string, string>> AttributesAsync(SqsHost sqs, string url, params string[] names) =>
        (await sqs.Client.GetQueueAttributesAsync(url, [.. names.DefaultIfEmpty("All")])).Attributes;

    private static IEnumerable<string> Names(List<string> urls) => urls.Select(url => url.Split('/')[^1]);
}
