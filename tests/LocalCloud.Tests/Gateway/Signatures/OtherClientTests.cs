using ServerlessPipeline.LocalCloud.Tests.Iam;
using ServerlessPipeline.LocalCloud.Tests.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway.Signatures;

/// <summary>Amazon's clients in other languages sign in their own ways; with the credentials file alone they get through.</summary>
public sealed class OtherClientTests(RoleHost host) : IClassFixture<RoleHost>
{
    private const string Python = "/usr/bin/python3";
    private const string CommandLine = "/usr/bin/aws";

    [Fact]
    public async Task Boto3_is_let_in_by_every_service()
    {
        var output = await Tool.RunAsync(Python, ["-c", Script, host.Cloud.Endpoint.ToString()], host.CredentialsFile);

        Assert.Equal("ok", output.Trim());
    }

    [Fact]
    public async Task The_command_line_is_let_in_by_every_service()
    {
        string[][] calls =
        [
            ["s3", "cp", Python, "s3://files/cli/a b+c=é"], ["s3", "ls", "s3://files/cli/"], ["sqs", "list-queues"],
            ["dynamodb", "list-tables"], ["lambda", "list-functions"],
        ];

        foreach (var call in calls)
        {
            var output = await Tool.RunAsync(CommandLine, ["--endpoint-url", host.Cloud.Endpoint.ToString(), .. call], host.CredentialsFile);
            Assert.NotEmpty(output);
        }
    }

    private const string Script = """
        import io, sys, urllib.request, boto3, botocore.config
        url = sys.argv[1]
        client = lambda service: boto3.client(service, endpoint_url=url)
        s3 = client("s3")
        key = "boto/a b+c%/é=&!*'()~$@:;,"
        s3.put_object(Bucket="files", Key=key, Body=b"content", Metadata={"two": "a  b"})
        assert s3.get_object(Bucket="files", Key=key)["Body"].read() == b"content"
        assert [o["Key"] for o in s3.list_objects_v2(Bucket="files", Prefix="boto/a b+c%/é")["Contents"]] == [key]
        s3.upload_fileobj(io.BytesIO(bytes(20_000_000)), "files", "boto/large")
        assert s3.head_object(Bucket="files", Key="boto/large")["ContentLength"] == 20_000_000
        version4 = boto3.client("s3", endpoint_url=url, config=botocore.config.Config(signature_version="s3v4"))
        presigned = version4.generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "boto/large", "Range": "bytes=0-9"})
        request = urllib.request.Request(presigned, headers={"Range": "bytes=0-9"})
        assert len(urllib.request.urlopen(request).read()) == 10
        assert len(client("sqs").list_queues()["QueueUrls"]) == 2
        assert client("dynamodb").list_tables()["TableNames"] == ["items", "state"]
        assert client("lambda").get_function(FunctionName="mine")["Configuration"]["FunctionName"] == "mine"
        assert client("lambda").get_function(FunctionName="arn:aws:lambda:us-east-1:000000000000:function:mine")["Configuration"]
        print("ok")
        """;
}
