using Amazon.S3.Model;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline clear</c> as a user sees it.</summary>
public sealed class ClearTests
{
    [Fact]
    public async Task What_would_go_is_told_and_after_it_went_a_new_beginning_works()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await FillAsync(pipeline);
        await pipeline.S3.DeleteObjectAsync(pipeline.Bucket, MinuteFiles.Key(2));

        var (refused, said, told) = await RunAsync(pipeline, "--all");
        Assert.Equal(2, refused);
        Assert.Contains("--yes", said, StringComparison.Ordinal);
        Assert.Contains("3 versions of files, 1 delete marker", told, StringComparison.Ordinal);
        Assert.Matches(@"Items +│ 15 items", told);
        Assert.Contains("3 slots taken, 1 item in all", told, StringComparison.Ordinal);
        Assert.Equal(15, (await pipeline.ItemsAsync()).Count);

        // As in an account, where a protected table is left alone.
        var (kept, why) = await RunAsAccountAsync(pipeline, "--all", "--yes");
        Assert.Equal(2, kept);
        Assert.Contains("update-table --table-name ProcessedData --no-deletion-protection-enabled", why, StringComparison.Ordinal);
        Assert.Equal((15, 3), ((await pipeline.ItemsAsync()).Count, (await pipeline.SlotsAsync()).Count));

        // Protected as the table is, it is local.
        var (items, _, result) = await RunAsync(pipeline, "--items", "--yes", "--json");
        Assert.Equal((0, """{"files":0,"items":15,"state":0,"problems":[]}"""), (items, result.Trim()));
        Assert.Empty(await pipeline.ItemsAsync());
        Assert.Equal(3, (await pipeline.SlotsAsync()).Count);

        var (all, _, rest) = await RunAsync(pipeline, "--all", "--yes", "--json");
        Assert.Equal((0, """{"files":4,"items":0,"state":1,"problems":[]}"""), (all, rest.Trim()));
        Assert.Empty((await pipeline.S3.ListVersionsAsync(new ListVersionsRequest { BucketName = pipeline.Bucket })).Versions ?? []);

        Assert.Contains("There is nothing to delete", (await RunAsync(pipeline, "--all")).Output, StringComparison.Ordinal);
        await FillAsync(pipeline);
    }

    [Fact]
    public async Task What_to_delete_must_be_said()
    {
        await using var process = PipelineProcess.Start("clear", "--yes");

        Assert.Equal(2, await process.ExitAsync(LocalRun.Patience));
        Assert.Contains("--items, --files, --state or --all", process.Errors, StringComparison.Ordinal);
    }

    private static async Task FillAsync(RunningPipeline pipeline)
    {
        for (var minute = 0; minute < 3; minute++)
        {
            await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 5));
        }

        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 15);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsAccountAsync(RunningPipeline pipeline, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = pipeline.Endpoint.ToString(),
            ["AWS_SHARED_CREDENTIALS_FILE"] = pipeline.CredentialsFile,
            ["AWS_REGION"] = "us-east-1",
        };
        var outputs = Path.Combine(Path.GetDirectoryName(pipeline.CredentialsFile)!, "outputs.json");
        await using var process = PipelineProcess.Start(environment, ["clear", .. arguments, "--outputs", outputs]);
        return (await process.ExitAsync(LocalRun.Patience), process.Errors);
    }

    private static async Task<(int ExitCode, string Errors, string Output)> RunAsync(RunningPipeline pipeline, params string[] arguments)
    {
        await using var process = PipelineProcess.Start(["clear", .. arguments, .. pipeline.Where]);
        return (await process.ExitAsync(LocalRun.Patience), process.Errors, process.Output);
    }
}
