using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SQS;
using ServerlessPipeline.AwsLite.Tests.Lambda;

namespace ServerlessPipeline.AwsLite.Tests.Sqs;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_SQS")]
    public async Task Endpoint_credentials_and_region_come_from_the_environment(string variable)
    {
        await using var server = await RecordingSqs.StartAsync("""{"MessageId":"m1"}""");
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start(
            "send",
            api.Endpoint,
            (variable, server.Url.AbsoluteUri),
            ("AWS_ACCESS_KEY_ID", "AKIAFUNCTION"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "ap-south-1"));

        api.Invoke("r1", """{"Name":"one"}""");
        var post = await api.NextPostAsync();

        Assert.Equal("""{"Text":"m1"}""", post.Body);
        var request = Assert.Single(server.Requests);
        Assert.Matches("Credential=AKIAFUNCTION/[0-9]{8}/ap-south-1/sqs/aws4_request", request.Headers["Authorization"]);
        Assert.Equal("one", (string?)request.Json["MessageBody"]);
    }

    [Theory]
    [InlineData("us-east-1", "https://sqs.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn")]
    public void Region_has_its_public_endpoint(string region, string url)
    {
        var config = new AmazonSQSConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region) };

        var endpoint = config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new AmazonSQSRequest()));

        Assert.Equal(url, endpoint.URL);
    }

    [Fact]
    public void Retries_are_the_sdk_s_standard_ones()
    {
        var config = new AmazonSQSConfig();

        Assert.Equal(RequestRetryMode.Standard, config.RetryMode);
        Assert.Equal(2, config.MaxErrorRetry);
    }
}
