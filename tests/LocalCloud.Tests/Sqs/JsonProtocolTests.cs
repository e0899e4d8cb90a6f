using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>Rules that the SDK's client cannot put to the test; each test names where the rule stands in the SQS API reference.</summary>
public sealed class JsonProtocolTests
{
    [Fact] // GetQueueUrl: QueueDoesNotExist
    public async Task Error_has_the_names_of_both_protocols()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await JsonProtocol.ErrorAsync(sqs, "GetQueueUrl", new() { ["QueueName"] = "rows" });

        Assert.Equal(
            new JsonProtocolError(400, "com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue;Sender",
                "The specified queue does not exist."),
            error);
    }

    [Fact] // common errors: MissingParameter and InvalidParameterValue are not in the service's own name space
    public async Task Error_common_to_all_services_has_their_name_space()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await JsonProtocol.ErrorAsync(sqs, "CreateQueue", new() { ["QueueName"] = "a.b" });

        Assert.Equal(
            ("com.amazon.coral.service#InvalidParameterValueException", "InvalidParameterValue;Sender"), (error.Type, error.QueryError));
    }

    [Fact] // Smithy, AWS JSON 1.0: SerializationException
    public async Task Request_of_another_shape_is_malformed_input()
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await JsonProtocol.ErrorAsync(sqs, "GetQueueUrl", new() { ["QueueName"] = new JsonArray("rows") });

        Assert.Equal("MalformedInput;Sender", error.QueryError);
    }

    [Theory]
    [InlineData("TagQueue", 501, "AWS.SimpleQueueService.UnsupportedOperation;Sender")]
    [InlineData("StartMessageMoveTask", 501, "AWS.SimpleQueueService.UnsupportedOperation;Sender")]
    [InlineData("MakeCoffee", 400, "InvalidAction;Sender")]
    public async Task Operation_that_is_not_done_is_refused_by_name(string operation, int status, string code)
    {
        await using var sqs = await SqsHost.StartAsync();

        var error = await JsonProtocol.ErrorAsync(sqs, operation, []);

        Assert.Equal((status, code), (error.Status, error.QueryError));
        Assert.Contains(operation, error.Message, StringComparison.Ordinal);
    }

    [Theory] // SendMessage: parameters of FIFO and fair queues, and of X-Ray
    [InlineData("MessageGroupId")]
    [InlineData("MessageDeduplicationId")]
    [InlineData("MessageSystemAttributes")]
    public async Task Parameter_that_the_local_run_does_not_do_is_refused_by_name(string parameter)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await JsonProtocol.ErrorAsync(
            sqs, "SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "1", [parameter] = "x" });

        Assert.Equal(501, error.Status);
        Assert.Contains(parameter, error.Message, StringComparison.Ordinal);
    }

    [Fact] // SendMessageBatch
    public async Task Entry_with_a_parameter_that_the_local_run_does_not_do_fails_alone()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var answer = await JsonProtocol.CallAsync(sqs, "SendMessageBatch", new()
        {
            ["QueueUrl"] = url,
            ["Entries"] = new JsonArray(
                new JsonObject { ["Id"] = "fifo", ["MessageBody"] = "1", ["MessageGroupId"] = "g" },
                new JsonObject { ["Id"] = "good", ["MessageBody"] = "2" }),
        });

        Assert.Equal(["2"], (await sqs.ReceiveAsync(url)).Select(m => m.Body));
        Assert.Equal("AWS.SimpleQueueService.UnsupportedOperation", (string)Assert.Single(answer["Failed"]!.AsArray())!["Code"]!);
    }

    [Fact] // SendMessage: UnsupportedOperation; list values are "not implemented; reserved for future use"
    public async Task List_values_of_message_attributes_are_unsupported()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await JsonProtocol.ErrorAsync(sqs, "SendMessage", new()
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

    [Fact] // ReceiveMessage: AttributeNames, which is deprecated
    public async Task System_attributes_can_be_asked_for_by_the_older_parameter()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");

        var answer = await JsonProtocol.CallAsync(
            sqs, "ReceiveMessage", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("ApproximateReceiveCount") });

        Assert.Equal("""{"ApproximateReceiveCount":"1"}""", answer["Messages"]![0]!["Attributes"]!.ToJsonString());
    }

    [Fact] // ListDeadLetterSourceQueues
    public async Task Sources_of_a_dead_letter_queue_are_listed()
    {
        await using var sqs = await SqsHost.StartAsync();
        var dead = await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows", ("RedrivePolicy", QueueTests.Redrive("dead", 3)));
        await sqs.CreateQueueAsync("other");

        var answer = await JsonProtocol.CallAsync(sqs, "ListDeadLetterSourceQueues", new() { ["QueueUrl"] = dead });

        Assert.Equal([url], answer["queueUrls"]!.AsArray().Select(u => (string)u!));
    }
}
