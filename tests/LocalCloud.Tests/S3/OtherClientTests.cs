using System.Diagnostics;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>Clients that are not the .NET SDK speak the same protocol. They are skipped where they are not installed.</summary>
public sealed class OtherClientTests : S3Test
{
    private const string Python = "/usr/bin/python3";
    private const int LargeSize = 20 * 1024 * 1024;

    private string _files = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _files = Directory.CreateDirectory(Path.Combine(Host.Folder, "files")).FullName;
    }

    [Fact]
    public async Task Command_line_copies_lists_synchronizes_and_removes()
    {
        Assert.SkipUnless(IsOnPath("aws"), "The AWS command line is not on the PATH.");
        await File.WriteAllTextAsync(Path.Combine(_files, "small é + b.txt"), "small", Cancel);
        await File.WriteAllBytesAsync(Path.Combine(_files, "large.bin"), RandomBytes(LargeSize), Cancel);

        await AwsAsync("s3", "cp", Path.Combine(_files, "large.bin"), $"s3://{Bucket}/single/large.bin");
        await AwsAsync("s3", "cp", $"s3://{Bucket}/single/large.bin", Path.Combine(_files, "down.bin"));
        await AwsAsync("s3", "sync", _files, $"s3://{Bucket}/dir/", "--exclude", "down.bin");
        await AwsAsync("s3", "sync", $"s3://{Bucket}/dir/", Path.Combine(_files, "synced"));
        var listed = await AwsAsync("s3", "ls", $"s3://{Bucket}/dir/");
        var groups = await AwsAsync("s3", "ls", $"s3://{Bucket}/");
        await AwsAsync("s3", "rm", "--recursive", $"s3://{Bucket}/");

        Assert.Equal(RandomBytes(LargeSize), await File.ReadAllBytesAsync(Path.Combine(_files, "down.bin"), Cancel));
        Assert.Equal(RandomBytes(LargeSize), await File.ReadAllBytesAsync(Path.Combine(_files, "synced", "large.bin"), Cancel));
        Assert.Equal("small", await File.ReadAllTextAsync(Path.Combine(_files, "synced", "small é + b.txt"), Cancel));
        Assert.Contains("20971520 large.bin", listed);
        Assert.Contains("5 small é + b.txt", listed);
        Assert.Contains("PRE dir/", groups);
        Assert.Null((await Client.ListObjectsV2Async(new() { BucketName = Bucket }, Cancel)).S3Objects);
    }

    [Fact]
    public async Task Boto3_does_the_same()
    {
        Assert.SkipUnless(
            File.Exists(Python) && (await RunAsync(Python, "-c", "import boto3")).ExitCode == 0,
            $"{Python} with boto3 is not installed.");
        var large = Path.Combine(_files, "large.bin");
        await File.WriteAllBytesAsync(large, RandomBytes(LargeSize), Cancel);

        var (exitCode, output) = await RunAsync(Python, "-c", Boto3Script, Host.Url.ToString(), Bucket, large);

        Assert.True(exitCode == 0, output);
    }

    private const string Boto3Script = """
        import filecmp, sys, boto3, botocore
        url, bucket, large = sys.argv[1:]
        s3 = boto3.client("s3", endpoint_url=url)

        s3.upload_file(large, bucket, "large.bin")
        s3.download_file(bucket, "large.bin", large + ".down")
        assert filecmp.cmp(large, large + ".down", shallow=False)

        keys = ["a b+c%", "dir/é", "dir/😀", "z\n"]
        for key in keys:
            s3.put_object(Bucket=bucket, Key=key, Body=key.encode(), Metadata={"m": "1"}, ChecksumAlgorithm="SHA256")
            got = s3.get_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
            assert got["Body"].read() == key.encode() and got["Metadata"] == {"m": "1"} and got["ChecksumSHA256"]

        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
        listed = [found["Key"] for page in pages for found in page["Contents"]]
        assert listed == ["a b+c%", "dir/é", "dir/😀", "large.bin", "z\n"], listed

        try:
            s3.head_object(Bucket=bucket, Key="absent")
            assert False
        except botocore.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "404"

        s3.copy({"Bucket": bucket, "Key": keys[0]}, bucket, "copy + é")
        assert s3.get_object(Bucket=bucket, Key="copy + é")["Body"].read() == keys[0].encode()

        deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys + ["copy + é", "large.bin"]]})
        assert len(deleted["Deleted"]) == 6 and "Errors" not in deleted
        s3.delete_bucket(Bucket=bucket)
        """;

    private async Task<string> AwsAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync("aws", ["--endpoint-url", Host.Url.ToString(), .. arguments]);

        Assert.True(exitCode == 0, output);
        return output;
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + await errors);
    }
}
