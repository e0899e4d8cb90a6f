using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.Cli.DeadLetters;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>Looking at a queue leaves it as it was.</summary>
public sealed class HeldQueueTests(LocalAws aws)
{
    [Fact]
    public async Task All_messages_are_held_once_and_given_back_at_the_end()
    {
        using var sqs = aws.Sqs();
        var url = await QueueAsync(sqs, messages: 25);

        await using (var queue = new HeldQueue(sqs, "rows", url, RowLetters.Read))
        {
            await queue.ReadAsync(Cancellation);

            Assert.Equal((25, 0), (queue.Letters.Count, queue.Others));
            Assert.Equal(0, await VisibleAsync(sqs, url));
        }

        Assert.Equal(25, await VisibleAsync(sqs, url));
    }

    [Fact]
    public async Task What_an_interrupted_look_has_taken_is_given_back()
    {
        using var sqs = aws.Sqs();
        var url = await QueueAsync(sqs, messages: 25);
        using var interrupt = new CancellationTokenSource();
        var read = 0;

        await using (var queue = new HeldQueue(sqs, "rows", url, message =>
        {
            if (++read == 15)
            {
                interrupt.Cancel();
            }

            return RowLetters.Read(message);
        }))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.ReadAsync(interrupt.Token));
            Assert.Equal(5, await VisibleAsync(sqs, url));
        }

        Assert.Equal(25, await VisibleAsync(sqs, url));
    }

    [Fact]
    public async Task What_was_deleted_does_not_come_back_and_what_others_hold_is_told()
    {
        using var sqs = aws.Sqs();
        var url = await QueueAsync(sqs, messages: 14);
        await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 2 }, Cancellation);

        await using (var queue = new HeldQueue(sqs, "rows", url, RowLetters.Read))
        {
            await queue.ReadAsync(Cancellation);

            Assert.Equal((12, 2), (queue.Letters.Count, queue.Others));
            Assert.Equal(11, await queue.DeleteAsync([.. queue.Letters.Take(11)]));
        }

        Assert.Equal(1, await VisibleAsync(sqs, url));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<string> QueueAsync(AmazonSQSClient sqs, int messages)
    {
        var url = (await sqs.CreateQueueAsync(new CreateQueueRequest(aws.NewName("dead-letters")), Cancellation)).QueueUrl;
        foreach (var batch in Enumerable.Range(0, messages).Chunk(10))
        {
            await sqs.SendMessageBatchAsync(
                url, [.. batch.Select(number => new SendMessageBatchRequestEntry($"{number}", $"message {number}"))], Cancellation);
        }

        return url;
    }

    private static async Task<int> VisibleAsync(AmazonSQSClient sqs, string url)
    {
        var name = QueueAttributeName.ApproximateNumberOfMessages;
        var response = await sqs.GetQueueAttributesAsync(url, [name], Cancellation);
        return int.Parse(response.Attributes[name], CultureInfo.InvariantCulture);
    }
}
