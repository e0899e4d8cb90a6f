using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>The older wire format. Source: SQS developer guide, "Making Query API requests"; service model of 2012-11-05.</summary>
public sealed class QueryProtocolTests
{
    private static readonly XNamespace Sqs = "http://queue.amazonaws.com/doc/2012-11-05/";

    [Fact]
    public async Task Form_is_answered_in_xml_and_carriage_returns_survive_it()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var sent = await PostAsync(sqs, HttpStatusCode.OK, ("Action", "SendMessage"), ("Version", "2012-11-05"), ("QueueUrl", url),
            ("MessageBody", "a\r\n<b> & €"),
            ("MessageAttribute.1.Name", "symbol"),
            ("MessageAttribute.1.Value.DataType", "String"),
            ("MessageAttribute.1.Value.StringValue", "BTCUSDT"));
        var received = await PostAsync(sqs, HttpStatusCode.OK, ("Action", "ReceiveMessage"), ("QueueUrl", url),
            ("AttributeName.1", "SenderId"), ("MessageAttributeName.1", "All"));

        var message = received.Element(Sqs + "ReceiveMessageResult")!.Element(Sqs + "Message")!;
        var attribute = message.Element(Sqs + "MessageAttribute")!;
        Assert.Equal("a\r\n<b> & €", message.Element(Sqs + "Body")!.Value);
        Assert.Equal(
            sent.Element(Sqs + "SendMessageResult")!.Element(Sqs + "MD5OfMessageAttributes")!.Value,
            message.Element(Sqs + "MD5OfMessageAttributes")!.Value);
        Assert.Equal(["symbol", "StringBTCUSDT"], attribute.Elements().Select(e => e.Value));
        Assert.Equal(["SenderId", "000000000000"], message.Element(Sqs + "Attribute")!.Elements().Select(e => e.Value));
        Assert.NotEmpty(received.Element(Sqs + "ResponseMetadata")!.Element(Sqs + "RequestId")!.Value);
    }

    [Fact]
    public async Task Batch_of_a_form_has_successes_and_failures()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var answer = await PostAsync(sqs, HttpStatusCode.OK, ("Action", "SendMessageBatch"), ("QueueUrl", url),
            ("SendMessageBatchRequestEntry.2.Id", "b"), ("SendMessageBatchRequestEntry.2.MessageBody", "2"),
            ("SendMessageBatchRequestEntry.1.Id", "a"), ("SendMessageBatchRequestEntry.1.MessageBody", "1"),
            ("SendMessageBatchRequestEntry.3.Id", "c"), ("SendMessageBatchRequestEntry.3.MessageBody", "3"),
            ("SendMessageBatchRequestEntry.3.DelaySeconds", "901"));

        var result = answer.Element(Sqs + "SendMessageBatchResult")!;
        var failure = result.Element(Sqs + "BatchResultErrorEntry")!;
        Assert.Equal(["a", "b"], result.Elements(Sqs + "SendMessageBatchResultEntry").Select(e => e.Element(Sqs + "Id")!.Value));
        Assert.Equal(("c", "true"), (failure.Element(Sqs + "Id")!.Value, failure.Element(Sqs + "SenderFault")!.Value));
    }

    [Fact]
    public async Task Error_of_a_form_is_xml_with_the_older_code()
    {
        await using var sqs = await SqsHost.StartAsync();

        var answer = await PostAsync(sqs, HttpStatusCode.BadRequest, ("Action", "GetQueueUrl"), ("QueueName", "rows"));

        Assert.Equal(
            ["Sender", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."],
            answer.Element(Sqs + "Error")!.Elements().Select(e => e.Value));
    }

    [Theory]
    [InlineData("QueueName", "rows")]
    [InlineData("Action", "MakeCoffee")]
    public async Task Form_without_a_known_action_is_refused(string name, string value)
    {
        await using var sqs = await SqsHost.StartAsync();

        var answer = await PostAsync(sqs, HttpStatusCode.BadRequest, (name, value));

        Assert.Equal("InvalidAction", answer.Element(Sqs + "Error")!.Element(Sqs + "Code")!.Value);
    }

    [Fact]
    public async Task Aws_command_line_creates_sends_receives_and_deletes()
    {
        await using var sqs = await SqsHost.StartAsync();

        async Task<JsonNode?> AwsAsync(params string[] arguments)
        {
            var output = await Tool.RunAsync("/usr/bin/aws", ["--endpoint-url", sqs.Origin, "--output", "json", "sqs", .. arguments]);
            return output.Length == 0 ? null : JsonNode.Parse(output);
        }

        var url = (string)(await AwsAsync("create-queue", "--queue-name", "rows", "--attributes", "VisibilityTimeout=60"))!["QueueUrl"]!;
        await AwsAsync("send-message", "--queue-url", url, "--message-body", "Grüße", "--message-attributes",
            """{"symbol":{"DataType":"String","StringValue":"BTCUSDT"}}""");
        var received = await AwsAsync("receive-message", "--queue-url", url, "--attribute-names", "All", "--message-attribute-names", "All");
        var message = received!["Messages"]![0]!;
        await AwsAsync("delete-message", "--queue-url", url, "--receipt-handle", (string)message["ReceiptHandle"]!);

        Assert.Equal(("Grüße", "BTCUSDT"), ((string)message["Body"]!, (string)message["MessageAttributes"]!["symbol"]!["StringValue"]!));
        Assert.Equal("1", (string)message["Attributes"]!["ApproximateReceiveCount"]!);
        Assert.Equal(new QueueCounts(0, 0, 0), sqs.Service.Queue("rows").Count());
        Assert.Equal(TimeSpan.FromMinutes(1), sqs.Service.Queue("rows").Settings.VisibilityTimeout);
    }

    [Fact]
    public async Task Boto3_works_with_every_operation()
    {
        await using var sqs = await SqsHost.StartAsync();

        var output = await Tool.RunAsync("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Sqs", "boto3_operations.py"), sqs.Origin]);

        Assert.Equal("ok", output.Trim());
    }

    private static async Task<XElement> PostAsync(SqsHost sqs, HttpStatusCode status, params (string Name, string Value)[] fields)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await http.PostAsync(new Uri(sqs.Origin), form, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        return XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), LoadOptions.PreserveWhitespace);
    }
}
