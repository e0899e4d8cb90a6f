using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>The batch operations; the rules stand at SendMessageBatch, DeleteMessageBatch and ChangeMessageVisibilityBatch.</summary>
public sealed class BatchTests
{
    [Fact] // "The result of sending each message is reported individually in the response"
    public async Task Entries_of_a_batch_succeed_and_fail_alone()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var answer = await sqs.CallAsync("SendMessageBatch", new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray(
                Entry("good", "1"),
                Entry("characters", "\u0001"),
                Entry("empty", ""),
                new JsonObject { ["Id"] = "delay", ["MessageBody"] = "2", ["DelaySeconds"] = 901 },
                new JsonObject { ["Id"] = "fifo", ["MessageBody"] = "3", ["MessageGroupId"] = "g" },
                Entry("also-good", "4")),
        });

        var messages = await sqs.ReceiveAsync(url);
        Assert.Equal(["1", "4"], messages.Select(m => (string)m["Body"]!));
        Assert.Equal(["good", "also-good"], answer["Successful"]!.AsArray().Select(e => (string)e!["Id"]!));
        Assert.Equal(messages.Select(m => (string)m["MessageId"]!), answer["Successful"]!.AsArray().Select(e => (string)e!["MessageId"]!));
        Assert.Equal(
            [
                ("characters", "InvalidMessageContents", true),
                ("empty", "MissingParameter", true),
                ("delay", "InvalidParameterValue", true),
                ("fifo", "AWS.SimpleQueueService.UnsupportedOperation", true),
            ],
            answer["Failed"]!.AsArray().Select(e => ((string)e!["Id"]!, (string)e["Code"]!, (bool)e["SenderFault"]!)));
    }

    [Theory]
    [InlineData("SendMessageBatch")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("ChangeMessageVisibilityBatch")]
    public async Task Batch_as_a_whole_has_to_be_acceptable(string operation)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        async Task<string> ErrorAsync(params string[] ids) => (await sqs.ErrorAsync(operation, new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray([.. ids.Select(id => (JsonNode)new JsonObject { ["Id"] = id })]),
        })).Type;

        Assert.Equal("com.amazonaws.sqs#EmptyBatchRequest", await ErrorAsync());
        Assert.Equal("com.amazonaws.sqs#TooManyEntriesInBatchRequest", await ErrorAsync([.. Enumerable.Range(0, 11).Select(i => $"{i}")]));
        Assert.Equal("com.amazonaws.sqs#BatchEntryIdsNotDistinct", await ErrorAsync("a", "b", "a"));
        Assert.Equal("com.amazonaws.sqs#InvalidBatchEntryId", await ErrorAsync("a b"));
        Assert.Equal("com.amazonaws.sqs#InvalidBatchEntryId", await ErrorAsync(new string('a', 81)));
        Assert.Equal("com.amazonaws.sqs#InvalidBatchEntryId", await ErrorAsync(""));
    }

    [Fact] // BatchRequestTooLong: "the maximum total payload size" is 1 MiB
    public async Task Batch_of_more_than_one_mebibyte_is_refused_whole()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        var half = new string('x', 512 * 1024);

        var error = await sqs.ErrorAsync("SendMessageBatch", new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray(Entry("a", half), Entry("b", half), Entry("c", "x")),
        });
        var none = await sqs.ReceiveAsync(url);
        var answer = await sqs.CallAsync("SendMessageBatch", new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray(Entry("a", half), Entry("b", half)),
        });

        Assert.Equal("AWS.SimpleQueueService.BatchRequestTooLong;Sender", error.QueryError);
        Assert.Empty(none);
        Assert.Equal(2, answer["Successful"]!.AsArray().Count);
    }

    [Fact]
    public async Task Messages_are_deleted_and_changed_in_batches_with_errors_of_single_entries()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "delete");
        await sqs.SendMessageAsync(url, "return");
        var handles = (await sqs.ReceiveAsync(url)).ConvertAll(m => (string)m["ReceiptHandle"]!);

        var deleted = await sqs.CallAsync("DeleteMessageBatch", new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray(
                new JsonObject { ["Id"] = "good", ["ReceiptHandle"] = handles[0] },
                new JsonObject { ["Id"] = "bad", ["ReceiptHandle"] = "abc" }),
        });
        var changed = await sqs.CallAsync("ChangeMessageVisibilityBatch", new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray(
                new JsonObject { ["Id"] = "good", ["ReceiptHandle"] = handles[1], ["VisibilityTimeout"] = 0 },
                new JsonObject { ["Id"] = "gone", ["ReceiptHandle"] = handles[0], ["VisibilityTimeout"] = 0 },
                new JsonObject { ["Id"] = "none", ["ReceiptHandle"] = handles[1] }),
        });

        Assert.Equal(["return"], (await sqs.ReceiveAsync(url)).Select(m => (string)m["Body"]!));
        Assert.Equal("""[{"Id":"good"}]""", deleted["Successful"]!.ToJsonString());
        Assert.Equal([("bad", "ReceiptHandleIsInvalid")], Failures(deleted));
        Assert.Equal("""[{"Id":"good"}]""", changed["Successful"]!.ToJsonString());
        Assert.Equal([("gone", "InvalidParameterValue"), ("none", "MissingParameter")], Failures(changed));
    }

    private static JsonObject Entry(string id, string body) => new() { ["Id"] = id, ["MessageBody"] = body };

    private static IEnumerable<(string, string)> Failures(JsonObject answer) =>
        answer["Failed"]!.AsArray().Select(e => ((string)e!["Id"]!, (string)e["Code"]!));
}
