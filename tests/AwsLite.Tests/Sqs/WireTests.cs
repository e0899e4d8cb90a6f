using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessPipeline.AwsLite.Tests.Sqs;

/// <summary>Every call's bytes, and what is read of the answers, after the samples in SQS's API reference.</summary>
public sealed class WireTests
{
    private const string Url = RecordingSqs.QueueUrl;

    public static TheoryData<string, Func<IAmazonSQS, CancellationToken, Task>, string> Calls => new()
    {
        {
            "ChangeMessageVisibility",
            (sqs, stop) => sqs.ChangeMessageVisibilityAsync(Url, "r1", 0, stop),
            """{"QueueUrl":"URL","ReceiptHandle":"r1","VisibilityTimeout":0}"""
        },
        {
            "ChangeMessageVisibilityBatch",
            (sqs, stop) => sqs.ChangeMessageVisibilityBatchAsync(Url, [new("a", "r1") { VisibilityTimeout = 30 }], stop),
            """{"Entries":[{"Id":"a","ReceiptHandle":"r1","VisibilityTimeout":30}],"QueueUrl":"URL"}"""
        },
        {
            "CreateQueue",
            (sqs, stop) => sqs.CreateQueueAsync(
                new CreateQueueRequest("rows")
                {
                    Attributes = new() { [QueueAttributeName.VisibilityTimeout] = "180" },
                    Tags = new() { ["stage"] = "test" },
                },
                stop),
            """{"Attributes":{"VisibilityTimeout":"180"},"QueueName":"rows","tags":{"stage":"test"}}"""
        },
        {
            "DeleteMessage",
            (sqs, stop) => sqs.DeleteMessageAsync(Url, "r1", stop),
            """{"QueueUrl":"URL","ReceiptHandle":"r1"}"""
        },
        {
            "DeleteMessageBatch",
            (sqs, stop) => sqs.DeleteMessageBatchAsync(Url, [new("a", "r1"), new("b", "r2")], stop),
            """{"Entries":[{"Id":"a","ReceiptHandle":"r1"},{"Id":"b","ReceiptHandle":"r2"}],"QueueUrl":"URL"}"""
        },
        {
            "GetQueueAttributes",
            (sqs, stop) => sqs.GetQueueAttributesAsync(Url, [QueueAttributeName.All], stop),
            """{"AttributeNames":["All"],"QueueUrl":"URL"}"""
        },
        { "GetQueueUrl", (sqs, stop) => sqs.GetQueueUrlAsync("rows", stop), """{"QueueName":"rows"}""" },
        {
            "ListQueues",
            (sqs, stop) => sqs.ListQueuesAsync(new ListQueuesRequest("ro") { MaxResults = 2, NextToken = "t" }, stop),
            """{"MaxResults":2,"NextToken":"t","QueueNamePrefix":"ro"}"""
        },
        { "PurgeQueue", (sqs, stop) => sqs.PurgeQueueAsync(Url, stop), """{"QueueUrl":"URL"}""" },
        {
            "ReceiveMessage",
            (sqs, stop) => sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(Url)
                {
                    MaxNumberOfMessages = 10,
                    MessageAttributeNames = ["All"],
                    MessageSystemAttributeNames = [MessageSystemAttributeName.SentTimestamp],
                    WaitTimeSeconds = 20,
                },
                stop),
            """{"MaxNumberOfMessages":10,"MessageAttributeNames":["All"],"MessageSystemAttributeNames":["SentTimestamp"],"QueueUrl":"URL","WaitTimeSeconds":20}"""
        },
        {
            "SendMessage",
            (sqs, stop) => sqs.SendMessageAsync(
                new SendMessageRequest(Url, "µ")
                {
                    DelaySeconds = 1,
                    MessageAttributes = new()
                    {
                        ["symbol"] = new() { DataType = "String", StringValue = "BTCUSDT" },
                        ["raw"] = new() { DataType = "Binary", BinaryValue = new([1, 2, 3]) },
                    },
                },
                stop),
            """{"DelaySeconds":1,"MessageAttributes":{"symbol":{"DataType":"String","StringValue":"BTCUSDT"},"raw":{"BinaryValue":"AQID","DataType":"Binary"}},"MessageBody":"\u00B5","QueueUrl":"URL"}"""
        },
        {
            "SendMessageBatch",
            (sqs, stop) => sqs.SendMessageBatchAsync(Url, [new("a", "one"), new("b", "two") { DelaySeconds = 1 }], stop),
            """{"Entries":[{"Id":"a","MessageBody":"one"},{"DelaySeconds":1,"Id":"b","MessageBody":"two"}],"QueueUrl":"URL"}"""
        },
        {
            "SetQueueAttributes",
            (sqs, stop) => sqs.SetQueueAttributesAsync(Url, new() { ["DelaySeconds"] = "1" }, stop),
            """{"Attributes":{"DelaySeconds":"1"},"QueueUrl":"URL"}"""
        },
        {
            "StartMessageMoveTask",
            (sqs, stop) => sqs.StartMessageMoveTaskAsync(
                new StartMessageMoveTaskRequest { SourceArn = "arn:dead", MaxNumberOfMessagesPerSecond = 5 }, stop),
            """{"MaxNumberOfMessagesPerSecond":5,"SourceArn":"arn:dead"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Call_is_one_signed_json_post(
        string operation, Func<IAmazonSQS, CancellationToken, Task> call, string body)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(body);
        await using var server = await RecordingSqs.StartAsync("{}");
        using var sqs = server.Client();

        await call(sqs, TestContext.Current.CancellationToken);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/", request.Path);
        Assert.Equal("AmazonSQS." + operation, request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", request.Headers["Content-Type"]);
        Assert.Equal("2012-11-05", request.Headers["x-amz-api-version"]);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=AKIATEST/[0-9]{8}/eu-west-1/sqs/aws4_request,", request.Headers["Authorization"]);
        Assert.Equal(body.Replace("URL", Url, StringComparison.Ordinal), request.Body);
    }

    [Fact]
    public async Task Answer_without_a_body_is_a_success()
    {
        await using var server = await RecordingSqs.StartAsync("");
        using var sqs = server.Client();

        var response = await sqs.DeleteMessageAsync(Url, "r1", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.HttpStatusCode);
        Assert.Equal("request-1", response.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task Batch_answer_tells_what_failed_and_what_did_not()
    {
        await using var server = await RecordingSqs.StartAsync(
            """
            {"Successful":[{"Id":"a","MessageId":"m1","MD5OfMessageBody":"f97c5d29941bfb1b2fdab0874906ab82"}],
             "Failed":[{"Id":"b","Code":"InternalError","Message":"try again","SenderFault":false}]}
            """);
        using var sqs = server.Client();

        var response = await sqs.SendMessageBatchAsync(
            Url, [new("a", "one"), new("b", "two")], TestContext.Current.CancellationToken);

        var successful = Assert.Single(response.Successful);
        Assert.Equal(("a", "m1"), (successful.Id, successful.MessageId));
        var failed = Assert.Single(response.Failed);
        Assert.Equal(("b", "InternalError", "try again", false), (failed.Id, failed.Code, failed.Message, failed.SenderFault));
    }

    [Fact]
    public async Task Received_message_has_its_attributes()
    {
        await using var server = await RecordingSqs.StartAsync(
            """
            {"Messages":[{"MessageId":"m1","ReceiptHandle":"r1","Body":"This is a test message",
              "MD5OfBody":"fafb00f5732ab283681e124bf8747ed1","Attributes":{"ApproximateReceiveCount":"2"},
              "MessageAttributes":{"raw":{"DataType":"Binary","BinaryValue":"AQID"}}}]}
            """);
        using var sqs = server.Client();

        var response = await sqs.ReceiveMessageAsync(Url, TestContext.Current.CancellationToken);

        var message = Assert.Single(response.Messages);
        Assert.Equal(("m1", "r1", "This is a test message"), (message.MessageId, message.ReceiptHandle, message.Body));
        Assert.Equal("2", message.Attributes[MessageSystemAttributeName.ApproximateReceiveCount]);
        Assert.Equal([1, 2, 3], message.MessageAttributes["raw"].BinaryValue.ToArray());
    }

    [Fact]
    public async Task What_the_answer_lacks_is_null()
    {
        await using var server = await RecordingSqs.StartAsync("{}");
        using var sqs = server.Client();

        var received = await sqs.ReceiveMessageAsync(Url, TestContext.Current.CancellationToken);
        var sent = await sqs.SendMessageBatchAsync(Url, [new("a", "one")], TestContext.Current.CancellationToken);

        Assert.Null(received.Messages);
        Assert.Null(sent.Failed);
        Assert.Null(sent.Successful);
    }

    [Fact]
    public async Task Queue_attributes_are_read_as_numbers_too()
    {
        await using var server = await RecordingSqs.StartAsync(
            """{"Attributes":{"ApproximateNumberOfMessages":"7","QueueArn":"arn:rows"}}""");
        using var sqs = server.Client();

        var attributes = await sqs.GetQueueAttributesAsync(
            Url, [QueueAttributeName.All], TestContext.Current.CancellationToken);

        Assert.Equal(7, attributes.ApproximateNumberOfMessages);
        Assert.Equal(0, attributes.ApproximateNumberOfMessagesNotVisible);
        Assert.Equal("arn:rows", attributes.QueueARN);
    }
}
