using System.Net;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

public sealed class LambdaAccessTests(RoleHost host) : IClassFixture<RoleHost>
{
    private const string Arn = "arn:aws:lambda:us-east-1:000000000000:function:mine";

    [Theory]
    [InlineData("POST", "functions/mine/invocations", "lambda:InvokeFunction", Arn)]
    [InlineData("POST", "functions/mine/invocations?Qualifier=$LATEST", "lambda:InvokeFunction", $"{Arn}:$LATEST")]
    [InlineData("GET", "functions/mine", "lambda:GetFunction", Arn)]
    [InlineData("GET", "functions/mine/configuration", "lambda:GetFunctionConfiguration", Arn)]
    [InlineData("GET", "functions", "lambda:ListFunctions", "*")]
    [InlineData("GET", "event-source-mappings", "lambda:ListEventSourceMappings", "*")]
    [InlineData("GET", "event-source-mappings/1-2", "lambda:GetEventSourceMapping", "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:1-2")]
    [InlineData("PUT", "event-source-mappings/1-2", "lambda:UpdateEventSourceMapping", "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:1-2")]
    public async Task Operation_needs_its_action(string method, string path, string action, string resource)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/2015-03-31/{path}");

        using var response = await host.Http("lambda").SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("AccessDeniedException", Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")));
        Assert.Contains(
            $"{RoleHost.User} {action} on resource: {resource} because no identity-based policy allows the {action} action",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
