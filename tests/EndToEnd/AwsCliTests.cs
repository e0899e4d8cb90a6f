using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The chain as someone drives it who has nothing but the AWS command line.</summary>
public class AwsCliTests
{
    [Fact]
    public async Task A_file_copied_to_the_bucket_can_be_queried_as_items()
    {
        Assert.SkipUnless(Aws is not null, "Debian's awscli is not installed.");
        await using var pipeline = await RunningPipeline.StartAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await MinuteFiles.ContentAsync(0, 5));

        await RunAsync(pipeline, $"s3 cp {file} s3://{pipeline.Bucket}/{MinuteFiles.Key(0)}");
        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 5);
        var answer = JsonNode.Parse(await RunAsync(
            pipeline,
            "dynamodb query --table-name ProcessedData --key-condition-expression symbol=:s "
            + """--expression-attribute-values {":s":{"S":"SYM2USDT"}} --output json"""))!;

        var item = Assert.Single(answer["Items"]!.AsArray())!;
        Assert.Equal("2026-02-02T13:40:00Z", item["open_time"]!["S"]!.GetValue<string>());
        Assert.Equal("100.1", item["open"]!["N"]!.GetValue<string>());
        File.Delete(file);
    }

    // Another awscli on the PATH may be newer than what is promised to work.
    private static string? Aws => File.Exists("/usr/bin/aws") ? "/usr/bin/aws" : null;

    private static async Task<string> RunAsync(RunningPipeline pipeline, string arguments)
    {
        using var aws = Process.Start(new ProcessStartInfo(Aws!, ["--endpoint-url", pipeline.Endpoint.ToString(), .. arguments.Split(' ')])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_SHARED_CREDENTIALS_FILE"] = pipeline.CredentialsFile, ["AWS_CONFIG_FILE"] = "/dev/null",
            },
        })!;
        var errors = aws.StandardError.ReadToEndAsync();
        var output = await aws.StandardOutput.ReadToEndAsync();
        await aws.WaitForExitAsync();
        Assert.True(aws.ExitCode == 0, await errors);
        return output;
    }
}
