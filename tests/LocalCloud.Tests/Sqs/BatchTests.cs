using Amazon.SQS.Model;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>The batch operations; the rules stand at SendMessageBatch, DeleteMessageBatch and ChangeMessageVisibilityBatch.</summary>
public sealed class BatchTests
{
    [Fact] // "The result of sending each message is reported individually in the response"
    public async Task Entries_of_a_batch_succeed_and_fail_alone()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var answer = await sqs.Client.SendMessageBatchAsync(url,
        [
            new("good", "1"),
            new("characters", "\u0001"),
            new("empty", ""),
            new("delay", "2") { DelaySeconds = 901 },
            new("also-good", "3"),
        ]);

        var messages = await sqs.ReceiveAsync(url);
        Assert.Equal(["1", "3"], messages.Select(m => m.Body));
        Assert.Equal(["good", "also-good"], answer.Successful.Select(e => e.Id));
        Assert.Equal(messages.Select(m => m.MessageId), answer.Successful.Select(e => e.MessageId));
        Assert.Equal(
            [
                ("characters", "InvalidMessageContents", true),
                ("empty", "MissingParameter", true),
                ("delay", "InvalidParameterValue", true),
            ],
            answer.Failed.Select(e => (e.Id, e.Code, e.SenderFault)));
    }

    [Theory]
    [InlineData("SendMessageBatch")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("ChangeMessageVisibilityBatch")]
    public async Task Batch_as_a_whole_has_to_be_acceptable(string operation)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        Task CallAsync(params IEnumerable<string> ids) => operation switch
        {
            "SendMessageBatch" => sqs.Client.SendMessageBatchAsync(url, [.. ids.Select(id => new SendMessageBatchRequestEntry(id, "1"))]),
            "DeleteMessageBatch" => sqs.Client.DeleteMessageBatchAsync(url, [.. ids.Select(id => new DeleteMessageBatchRequestEntry(id, "a"))]),
            _ => sqs.Client.ChangeMessageVisibilityBatchAsync(url, [.. ids.Select(id => new ChangeMessageVisibilityBatchRequestEntry(id, "a"))]),
        };

        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => CallAsync());
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() => CallAsync(Enumerable.Range(0, 11).Select(i => $"{i}")));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => CallAsync("a", "b", "a"));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => CallAsync("a b"));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => CallAsync(new string('a', 81)));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => CallAsync(""));
    }

    [Fact] // BatchRequestTooLong: "the maximum total payload size" is 1 MiB
    public async Task Batch_of_more_than_one_mebibyte_is_refused_whole()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        var half = new string('x', 512 * 1024);

        var error = await Assert.ThrowsAsync<BatchRequestTooLongException>(
            () => sqs.Client.SendMessageBatchAsync(url, [new("a", half), new("b", half), new("c", "x")]));
        var none = await sqs.ReceiveAsync(url);
        var answer = await sqs.Client.SendMessageBatchAsync(url, [new("a", half), new("b", half)]);

        Assert.Equal("AWS.SimpleQueueService.BatchRequestTooLong", error.ErrorCode);
        Assert.Empty(none);
        Assert.Equal(2, answer.Successful.Count);
    }

    [Fact]
    public async Task Messages_are_deleted_and_changed_in_batches_with_errors_of_single_entries()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "delete");
        await sqs.Client.SendMessageAsync(url, "return");
        var handles = (await sqs.ReceiveAsync(url)).ConvertAll(m => m.ReceiptHandle);

        var deleted = await sqs.Client.DeleteMessageBatchAsync(url, [new("good", handles[0]), new("bad", "abc")]);
        var changed = await sqs.Client.ChangeMessageVisibilityBatchAsync(url,
        [
            new("good", handles[1]) { VisibilityTimeout = 0 },
            new("gone", handles[0]) { VisibilityTimeout = 0 },
            new("none", handles[1]),
        ]);

        Assert.Equal(["return"], (await sqs.ReceiveAsync(url)).Select(m => m.Body));
        Assert.Equal(["good"], deleted.Successful.Select(e => e.Id));
        Assert.Equal([("bad", "ReceiptHandleIsInvalid")], deleted.Failed.Select(e => (e.Id, e.Code)));
        Assert.Equal(["good"], changed.Successful.Select(e => e.Id));
        Assert.Equal([("gone", "InvalidParameterValue"), ("none", "MissingParameter")], changed.Failed.Select(e => (e.Id, e.Code)));
    }
}
