using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.EndToEnd;

/// <summary>What a permission that the template forgets costs, as it would in AWS.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly string _assembly = Directory.CreateTempSubdirectory("cdk-out-").FullName;

    public void Dispose() => Directory.Delete(_assembly, recursive: true);

    [Fact]
    public async Task A_call_that_the_role_does_not_allow_fails_the_event_and_names_action_and_resource()
    {
        await CloudAssembly.WriteChangedAsync(_assembly, "dynamodb:UpdateItem", "dynamodb:GetItem");
        await using var pipeline = await RunningPipeline.StartAsync(_assembly);

        await pipeline.UploadAsync(MinuteFiles.Key(0), await MinuteFiles.ContentAsync(0, 5));

        var failed = JsonNode.Parse(await pipeline.ReceiveBodyAsync(pipeline.FailedObjectsQueue))!;
        Assert.Contains(
            "is not authorized to perform: dynamodb:UpdateItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/PipelineState",
            (string?)failed["responsePayload"]!["errorMessage"]);
        Assert.Equal(0, await pipeline.DepthAsync(pipeline.RowsQueue));
    }

    [Fact]
    public async Task A_poller_that_the_role_does_not_allow_fails_the_deployment()
    {
        await CloudAssembly.WriteChangedAsync(_assembly, "sqs:ReceiveMessage", "sqs:ListQueueTags");

        var refused = await Assert.ThrowsAsync<LocalCloudException>(() => RunningPipeline.StartAsync(_assembly));

        Assert.Contains("The provided execution role does not have permissions to call ReceiveMessage on SQS", refused.Message);
    }
}
