using Amazon.SQS;
using Amazon.SQS.Internal;
using Amazon.SQS.Model;

namespace ServerlessPipeline.AwsLite.Tests.Sqs;

public sealed class Md5Tests
{
    private const string Wrong = "00000000000000000000000000000000";

    /// <summary>The digest in SQS's sample answer to SendMessage.</summary>
    [Fact]
    public void Digest_of_text_attributes_is_sqs_s_own()
    {
        var digest = Md5Validation.Digest(new()
        {
            ["my_attribute_name_2"] = new() { DataType = "String", StringValue = "my_attribute_value_2" },
            ["my_attribute_name_1"] = new() { DataType = "String", StringValue = "my_attribute_value_1" },
        });

        Assert.Equal("c48838208d2b4e14e3ca0093a8443f09", digest);
    }

    /// <summary>A digest from the documentation of the npm package aws-md5-of-message-attributes.</summary>
    [Fact]
    public void Digest_of_a_binary_attribute_is_sqs_s_own()
    {
        var digest = Md5Validation.Digest(new()
        {
            ["binaryAttribute"] = new() { DataType = "Binary", BinaryValue = new("Hello binary world!"u8.ToArray()) },
        });

        Assert.Equal("31a92b15d92f8db860eda32aceb656c3", digest);
    }

    [Fact]
    public async Task Message_that_did_not_arrive_as_sent_is_an_error()
    {
        await using var server = await RecordingSqs.StartAsync($$"""{"MessageId":"m1","MD5OfMessageBody":"{{Wrong}}"}""");
        using var sqs = server.Client();

        var error = await Assert.ThrowsAsync<AmazonSQSException>(
            () => sqs.SendMessageAsync(RecordingSqs.QueueUrl, "one", TestContext.Current.CancellationToken));

        Assert.Contains("m1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_that_did_not_arrive_as_sent_is_an_error()
    {
        await using var server = await RecordingSqs.StartAsync(
            $$"""
            {"Successful":[{"Id":"b","MessageId":"m2","MD5OfMessageBody":"b8a9f715dbb64fd5c56e7783c6820a61"},
                           {"Id":"a","MessageId":"m1","MD5OfMessageBody":"{{Wrong}}"}]}
            """);
        using var sqs = server.Client();

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => sqs.SendMessageBatchAsync(
            RecordingSqs.QueueUrl, [new("a", "one"), new("b", "two")], TestContext.Current.CancellationToken));

        Assert.Contains("m1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_that_did_not_arrive_as_sent_are_an_error()
    {
        await using var server = await RecordingSqs.StartAsync(
            $$"""
            {"MessageId":"m1","MD5OfMessageBody":"f97c5d29941bfb1b2fdab0874906ab82","MD5OfMessageAttributes":"{{Wrong}}"}
            """);
        using var sqs = server.Client();
        var request = new SendMessageRequest(RecordingSqs.QueueUrl, "one")
        {
            MessageAttributes = new() { ["symbol"] = new() { DataType = "String", StringValue = "BTCUSDT" } },
        };

        await Assert.ThrowsAsync<AmazonSQSException>(
            () => sqs.SendMessageAsync(request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Received_message_that_is_not_what_was_sent_is_an_error()
    {
        await using var server = await RecordingSqs.StartAsync(
            $$"""{"Messages":[{"MessageId":"m1","ReceiptHandle":"r1","Body":"one","MD5OfBody":"{{Wrong}}"}]}""");
        using var sqs = server.Client();

        await Assert.ThrowsAsync<AmazonSQSException>(
            () => sqs.ReceiveMessageAsync(RecordingSqs.QueueUrl, TestContext.Current.CancellationToken));
    }
}
