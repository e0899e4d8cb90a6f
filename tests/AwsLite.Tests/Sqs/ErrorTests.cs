using System.Net;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessPipeline.AwsLite.Tests.Sqs;

public sealed class ErrorTests
{
    private const string Sent = """{"MessageId":"m1","MD5OfMessageBody":"f97c5d29941bfb1b2fdab0874906ab82"}""";

    [Fact]
    public async Task Error_has_the_class_of_its_type_and_the_code_of_the_query_protocol()
    {
        await using var server = await RecordingSqs.StartAsync(new RecordingSqs.Answer(
            400,
            """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""",
            "AWS.SimpleQueueService.NonExistentQueue;Sender"));

        var error = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => SendAsync(server));

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", error.ErrorCode);
        Assert.Equal(ErrorType.Sender, error.ErrorType);
        Assert.Equal("The specified queue does not exist.", error.Message);
        Assert.Equal("request-1", error.RequestId);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("BatchEntryIdsNotDistinct", typeof(BatchEntryIdsNotDistinctException))]
    [InlineData("BatchRequestTooLong", typeof(BatchRequestTooLongException))]
    [InlineData("EmptyBatchRequest", typeof(EmptyBatchRequestException))]
    [InlineData("InvalidAttributeName", typeof(InvalidAttributeNameException))]
    [InlineData("InvalidAttributeValue", typeof(InvalidAttributeValueException))]
    [InlineData("InvalidBatchEntryId", typeof(InvalidBatchEntryIdException))]
    [InlineData("InvalidMessageContents", typeof(InvalidMessageContentsException))]
    [InlineData("MessageNotInflight", typeof(MessageNotInflightException))]
    [InlineData("OverLimit", typeof(OverLimitException))]
    [InlineData("PurgeQueueInProgress", typeof(PurgeQueueInProgressException))]
    [InlineData("QueueDeletedRecently", typeof(QueueDeletedRecentlyException))]
    [InlineData("QueueNameExists", typeof(QueueNameExistsException))]
    [InlineData("ReceiptHandleIsInvalid", typeof(ReceiptHandleIsInvalidException))]
    [InlineData("ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData("TooManyEntriesInBatchRequest", typeof(TooManyEntriesInBatchRequestException))]
    [InlineData("UnsupportedOperation", typeof(UnsupportedOperationException))]
    [InlineData("AccessDeniedException", typeof(AmazonSQSException))]
    public async Task Type_of_an_error_chooses_its_class(string type, Type expected)
    {
        await using var server = await RecordingSqs.StartAsync(new RecordingSqs.Answer(
            400, $$"""{"__type":"com.amazonaws.sqs#{{type}}","message":"no"}"""));

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => SendAsync(server));

        Assert.IsType(expected, error);
        Assert.Equal(type, error.ErrorCode);
    }

    [Fact]
    public async Task Failure_of_the_server_is_retried()
    {
        await using var server = await RecordingSqs.StartAsync(
            new RecordingSqs.Answer(503, ""), new RecordingSqs.Answer(200, Sent));

        var response = await SendAsync(server);

        Assert.Equal("m1", response.MessageId);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Throttling_is_retried()
    {
        await using var server = await RecordingSqs.StartAsync(
            new RecordingSqs.Answer(
                403,
                """{"__type":"com.amazonaws.sqs#RequestThrottled","message":"slow down"}""",
                "RequestThrottled;Sender"),
            new RecordingSqs.Answer(200, Sent));

        var response = await SendAsync(server);

        Assert.Equal("m1", response.MessageId);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Throttling_that_goes_on_is_an_error_after_three_attempts()
    {
        await using var server = await RecordingSqs.StartAsync(new RecordingSqs.Answer(
            403, """{"__type":"com.amazonaws.sqs#RequestThrottled","message":"slow down"}"""));

        await Assert.ThrowsAsync<RequestThrottledException>(() => SendAsync(server));

        Assert.Equal(3, server.Requests.Count);
    }

    private static async Task<SendMessageResponse> SendAsync(RecordingSqs server)
    {
        using var sqs = server.Client();
        return await sqs.SendMessageAsync(RecordingSqs.QueueUrl, "one", TestContext.Current.CancellationToken);
    }
}
