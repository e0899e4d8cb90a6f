using System.Text.Json.Nodes;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.AwsLite.Tests.CloudWatchLogs;

/// <summary>FilterLogEvents on the wire, after its page in CloudWatch Logs' API reference.</summary>
public sealed class FilterLogEventsTests
{
    [Fact]
    public async Task Call_is_one_signed_post_that_names_the_operation_and_has_what_is_set()
    {
        var (request, _) = await FilterAsync(200, "{}");

        Assert.Equal("POST", request.Method);
        Assert.Equal("Logs_20140328.FilterLogEvents", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIATEST/[0-9]{8}/eu-west-1/logs/aws4_request,", request.Headers["Authorization"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"logGroupName":"group","filterPattern":"\"key\"","startTime":1770039600000}"""), JsonNode.Parse(request.Body)));
    }

    [Fact]
    public async Task Answer_has_the_events_and_the_next_page()
    {
        var (_, response) = await FilterAsync(
            200, """{"events":[{"logStreamName":"s","timestamp":1770039661250,"message":"{\"a\":1}","eventId":"1"}],"nextToken":"more"}""");

        var one = Assert.Single(response.Events);
        Assert.Equal(("{\"a\":1}", 1770039661250), (one.Message, one.Timestamp));
        Assert.Equal("more", response.NextToken);
    }

    [Fact]
    public async Task Missing_log_group_is_an_exception_of_its_own()
    {
        var refused = await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => FilterAsync(400, """{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}"""));

        Assert.Equal("The specified log group does not exist.", refused.Message);
    }

    private static async Task<(RecordedRequest Request, FilterLogEventsResponse Response)> FilterAsync(int status, string answer)
    {
        RecordedRequest? request = null;
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            request = await RecordedRequest.ReadAsync(context.Request);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(answer, context.RequestAborted);
        });
        using var client = new AmazonCloudWatchLogsClient(
            new BasicAWSCredentials("AKIATEST", "secret"),
            new AmazonCloudWatchLogsConfig { ServiceURL = server.Url.AbsoluteUri, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });

        var response = await client.FilterLogEventsAsync(
            new FilterLogEventsRequest { LogGroupName = "group", FilterPattern = "\"key\"", StartTime = 1770039600000 },
            TestContext.Current.CancellationToken);
        return (request!, response);
    }
}
