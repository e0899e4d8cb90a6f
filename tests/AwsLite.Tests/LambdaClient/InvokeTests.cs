using System.Net;
using System.Text;
using Amazon;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime.Endpoints;

namespace ServerlessPipeline.AwsLite.Tests.LambdaClient;

/// <summary>Invoke on the wire, after its page in Lambda's API reference.</summary>
public sealed class InvokeTests
{
    private const string Event = """{"Records":[{"key":"µ"}]}""";

    [Fact]
    public async Task Call_is_one_signed_post_of_the_event_as_it_is()
    {
        await using var server = await RecordingLambda.StartAsync(200, "{}");

        await InvokeAsync(server, "writer", LogType.Tail);

        var request = server.Request!;
        Assert.Equal("POST", request.Method);
        Assert.Equal("/2015-03-31/functions/writer/invocations", server.Target);
        Assert.Equal("Tail", request.Headers["X-Amz-Log-Type"]);
        Assert.Equal("2015-03-31", request.Headers["x-amz-api-version"]);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=AKIATEST/[0-9]{8}/eu-west-1/lambda/aws4_request,", request.Headers["Authorization"]);
        Assert.Equal(Event, request.Body);
    }

    [Fact]
    public async Task Name_may_be_an_ARN_and_the_log_may_stay_away()
    {
        await using var server = await RecordingLambda.StartAsync(200, "{}");

        await InvokeAsync(server, "arn:aws:lambda:eu-west-1:000000000000:function:writer", logType: null);

        Assert.Equal(
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Awriter/invocations", server.Target);
        Assert.DoesNotContain("X-Amz-Log-Type", server.Request!.Headers.Keys);
    }

    [Fact]
    public async Task Event_is_sent_as_one_and_answered_without_a_payload()
    {
        await using var server = await RecordingLambda.StartAsync(202, "");

        var response = await InvokeAsync(server, "fan-out", logType: null, InvocationType.Event);

        Assert.Equal("Event", server.Request!.Headers["X-Amz-Invocation-Type"]);
        Assert.Equal(202, response.StatusCode);
        Assert.Equal(0, response.Payload.Length);
    }

    [Fact]
    public async Task Answer_has_the_payload_and_the_log()
    {
        await using var server = await RecordingLambda.StartAsync(
            200, """{"batchItemFailures":[]}""", ("X-Amz-Executed-Version", "$LATEST"), ("X-Amz-Log-Result", "bGluZQo="));

        var response = await InvokeAsync(server, "writer", LogType.Tail);

        Assert.Equal("""{"batchItemFailures":[]}""", Encoding.UTF8.GetString(response.Payload.ToArray()));
        Assert.Equal((200, "$LATEST", "bGluZQo="), (response.StatusCode, response.ExecutedVersion, response.LogResult));
        Assert.Null(response.FunctionError);
        Assert.Equal("request-1", response.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task Function_that_failed_is_an_answer()
    {
        await using var server = await RecordingLambda.StartAsync(
            200, """{"errorType":"Boom"}""", ("X-Amz-Function-Error", "Unhandled"));

        var response = await InvokeAsync(server, "writer", logType: null);

        Assert.Equal((200, "Unhandled"), (response.StatusCode, response.FunctionError));
        Assert.Null(response.LogResult);
    }

    [Theory]
    [InlineData(400, "InvalidRequestContentException", typeof(InvalidRequestContentException))]
    [InlineData(404, "ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(413, "RequestTooLargeException", typeof(RequestTooLargeException))]
    [InlineData(429, "TooManyRequestsException", typeof(TooManyRequestsException))]
    [InlineData(500, "ServiceException", typeof(ServiceException))]
    [InlineData(403, "AccessDeniedException", typeof(AmazonLambdaException))]
    public async Task Type_of_an_error_chooses_its_class(int status, string type, Type expected)
    {
        await using var server = await RecordingLambda.StartAsync(
            status, """{"Type":"User","Message":"No, not this one."}""", ("x-amzn-ErrorType", type));

        var error = await Assert.ThrowsAnyAsync<AmazonLambdaException>(() => InvokeAsync(server, "writer", logType: null));

        Assert.IsType(expected, error);
        Assert.Equal((type, "No, not this one.", (HttpStatusCode)status), (error.ErrorCode, error.Message, error.StatusCode));
        Assert.Equal("request-1", error.RequestId);
    }

    [Fact]
    public void Region_has_its_public_endpoint()
    {
        var config = new AmazonLambdaConfig { RegionEndpoint = RegionEndpoint.EUWest1 };

        var endpoint = config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new AmazonLambdaRequest()));

        Assert.Equal("https://lambda.eu-west-1.amazonaws.com", endpoint.URL);
    }

    private static async Task<InvokeResponse> InvokeAsync(
        RecordingLambda server, string function, LogType? logType, InvocationType? invocationType = null)
    {
        using var lambda = server.Client();
        return await lambda.InvokeAsync(
            new InvokeRequest
            {
                FunctionName = function,
                InvocationType = invocationType,
                LogType = logType,
                PayloadStream = new MemoryStream(Encoding.UTF8.GetBytes(Event)),
            },
            TestContext.Current.CancellationToken);
    }
}
