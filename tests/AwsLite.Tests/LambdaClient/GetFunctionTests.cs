using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace ServerlessPipeline.AwsLite.Tests.LambdaClient;

/// <summary>GetFunction on the wire, after its page in Lambda's API reference.</summary>
public sealed class GetFunctionTests
{
    [Fact]
    public async Task Call_is_one_signed_get_of_the_function()
    {
        await using var server = await RecordingLambda.StartAsync(200, "{}");

        await GetAsync(server);

        Assert.Equal(("GET", "/2015-03-31/functions/writer"), (server.Request!.Method, server.Target));
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIATEST/", server.Request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_has_the_state_and_what_is_reserved()
    {
        await using var server = await RecordingLambda.StartAsync(
            200,
            """
            {"Configuration":{"FunctionName":"writer","State":"Failed","StateReason":"The role is gone.","LastUpdateStatus":"InProgress","Layers":[]},
            "Code":{"Location":"https://…"},"Concurrency":{"ReservedConcurrentExecutions":0}}
            """);

        var response = await GetAsync(server);

        Assert.Equal(
            ("writer", State.Failed, "The role is gone.", LastUpdateStatus.InProgress, null, 0),
            (response.Configuration.FunctionName, response.Configuration.State, response.Configuration.StateReason, response.Configuration.LastUpdateStatus,
                response.Configuration.LastUpdateStatusReason, response.Concurrency.ReservedConcurrentExecutions));
    }

    [Fact]
    public async Task Answer_may_lack_what_is_reserved()
    {
        await using var server = await RecordingLambda.StartAsync(200, """{"Configuration":{"State":"Active"}}""");

        var response = await GetAsync(server);

        Assert.Null(response.Concurrency);
        Assert.Null(response.Configuration.LastUpdateStatus);
    }

    [Fact]
    public async Task Function_that_is_not_there_is_an_exception_of_its_own()
    {
        await using var server = await RecordingLambda.StartAsync(
            404, """{"Message":"Function not found"}""", ("x-amzn-ErrorType", "ResourceNotFoundException"));

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => GetAsync(server));
    }

    private static async Task<GetFunctionResponse> GetAsync(RecordingLambda server)
    {
        using var client = server.Client();
        return await client.GetFunctionAsync(new GetFunctionRequest { FunctionName = "writer" }, TestContext.Current.CancellationToken);
    }
}
