using System.Net;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

public sealed class SqsAccessTests(RoleHost host) : IClassFixture<RoleHost>
{
    private readonly AmazonSQSClient _program = host.Sqs(host.Program);
    private readonly AmazonSQSClient _operator = host.Sqs(host.Operator);

    [Fact]
    public async Task Allowed_calls_pass_and_the_operator_is_exempt()
    {
        var sent = await _program.SendMessageAsync(new SendMessageRequest(host.QueueUrl("rows"), "one"), TestContext.Current.CancellationToken);
        var batch = await _program.SendMessageBatchAsync(
            new SendMessageBatchRequest(host.QueueUrl("rows"), [new SendMessageBatchRequestEntry("a", "two")]), TestContext.Current.CancellationToken);

        Assert.NotEmpty(sent.MessageId);
        Assert.Single(batch.Successful);
        var received = await _operator.ReceiveMessageAsync(
            new ReceiveMessageRequest(host.QueueUrl("rows")) { MaxNumberOfMessages = 10 }, TestContext.Current.CancellationToken);
        Assert.Equal(["one", "two"], received.Messages.Select(message => message.Body).Order());
    }

    [Theory]
    [InlineData("SendMessage", "sqs:SendMessage", "dead")]
    [InlineData("SendMessageBatch", "sqs:SendMessage", "dead")]
    [InlineData("ReceiveMessage", "sqs:ReceiveMessage", "rows")]
    [InlineData("DeleteMessage", "sqs:DeleteMessage", "rows")]
    [InlineData("DeleteMessageBatch", "sqs:DeleteMessage", "rows")]
    [InlineData("ChangeMessageVisibility", "sqs:ChangeMessageVisibility", "rows")]
    [InlineData("ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility", "rows")]
    [InlineData("GetQueueUrl", "sqs:GetQueueUrl", "rows")]
    [InlineData("GetQueueAttributes", "sqs:GetQueueAttributes", "rows")]
    [InlineData("SetQueueAttributes", "sqs:SetQueueAttributes", "rows")]
    [InlineData("ListDeadLetterSourceQueues", "sqs:ListDeadLetterSourceQueues", "rows")]
    [InlineData("PurgeQueue", "sqs:PurgeQueue", "rows")]
    [InlineData("DeleteQueue", "sqs:DeleteQueue", "rows")]
    [InlineData("CreateQueue", "sqs:CreateQueue", "rows")]
    [InlineData("ListQueues", "sqs:ListQueues", null)]
    public async Task Operation_needs_its_action(string operation, string action, string? queue)
    {
        using var body = new StringContent(
            $$"""{ "QueueUrl": "{{host.QueueUrl(queue ?? "")}}", "QueueName": "{{queue}}" }""", Encoding.UTF8, "application/x-amz-json-1.0");
        body.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");

        using var response = await host.Http("sqs").PostAsync("/", body, TestContext.Current.CancellationToken);

        var resource = queue is null ? "*" : LocalAccount.Arn("sqs", queue);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(
            $"{RoleHost.User} {action} on resource: {resource} because no identity-based policy allows the {action} action",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Client_reports_code_action_and_resource()
    {
        var denied = await Assert.ThrowsAsync<AmazonSQSException>(
            () => _program.SendMessageAsync(new SendMessageRequest(host.QueueUrl("dead"), "x"), TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Contains("AccessDenied", denied.ErrorCode);
        Assert.StartsWith($"{RoleHost.User} sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:dead", denied.Message);
        Assert.Equal(0, host.Cloud.MessagesSent(host.QueueUrl("dead")));
    }

    [Fact]
    public async Task Query_protocol_is_refused_in_its_own_shape()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Action"] = "SendMessage",
            ["QueueUrl"] = host.QueueUrl("dead"),
            ["MessageBody"] = "x",
        });

        using var response = await host.Http("sqs").PostAsync("/", form, TestContext.Current.CancellationToken);

        var xml = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("<Code>AccessDenied</Code>", xml);
        Assert.Contains("sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:dead", xml);
    }

    [Fact]
    public async Task Operation_that_is_not_known_is_refused()
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/x-amz-json-1.0");
        body.Headers.Add("X-Amz-Target", "AmazonSQS.TagQueue");

        using var response = await host.Http("sqs").PostAsync("/", body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(
            $"{RoleHost.User} sqs:TagQueue because it is not played locally",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
