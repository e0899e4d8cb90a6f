using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.EndToEnd;

/// <summary>What a permission that the template forgets costs, as it would in AWS.</summary>
public sealed class AccessTests : IDisposable
{
    // An exchange that does not answer.
    private static readonly Uri Nobody = new("http://127.0.0.1:9");

    private readonly string _assembly = Directory.CreateTempSubdirectory("cdk-out-").FullName;
    private readonly DirectoryInfo _spool = Directory.CreateTempSubdirectory("spool-");

    public void Dispose()
    {
        Directory.Delete(_assembly, recursive: true);
        _spool.Delete(recursive: true);
    }

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
    public async Task The_fetchers_role_lets_it_upload_what_its_spool_holds()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await using var fetcher = pipeline.StartFetcher(await SpoolAsync(), Nobody);

        // A file leaves the spool when S3 has it.
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(_spool.FullName, "*.spool").Length == 0));

        Assert.Null(fetcher.ExitCode);
    }

    [Fact]
    public async Task A_fetcher_whose_role_does_not_allow_the_upload_keeps_its_file_and_says_why()
    {
        await CloudAssembly.WriteChangedAsync(_assembly, "\"s3:PutObject\"", "\"s3:PutObjectTagging\"");
        await using var pipeline = await RunningPipeline.StartAsync(_assembly);
        await using var fetcher = pipeline.StartFetcher(await SpoolAsync(), Nobody);

        await Eventually.TrueAsync(() => Task.FromResult(pipeline.FetcherLog.Contains(
            "is not authorized to perform: s3:PutObject on resource:", StringComparison.Ordinal)));

        Assert.Single(Directory.GetFiles(_spool.FullName, "*.spool"));
    }

    [Fact]
    public async Task A_poller_that_the_role_does_not_allow_fails_the_deployment()
    {
        await CloudAssembly.WriteChangedAsync(_assembly, "sqs:ReceiveMessage", "sqs:ListQueueTags");

        var refused = await Assert.ThrowsAsync<LocalCloudException>(() => RunningPipeline.StartAsync(_assembly));

        Assert.Contains("The provided execution role does not have permissions to call ReceiveMessage on SQS", refused.Message);
    }

    /// <summary>A spool with one minute in it.</summary>
    private async Task<string> SpoolAsync()
    {
        await MinuteFiles.SpoolAsync(_spool.FullName, 0);
        return _spool.FullName;
    }
}
