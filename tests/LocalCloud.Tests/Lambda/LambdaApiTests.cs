using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

public sealed class LambdaApiTests : IAsyncLifetime
{
    private LambdaHost _host = null!;
    private WebApplication _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LambdaHost.StartAsync();
        _host.Put("echo", settings => settings with { ReservedConcurrency = 1 });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(_host.Service.HandleAsync);
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = new Uri(_server.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aecho")]
    public async Task Invoke_answers_with_the_functions_payload(string name)
    {
        using var response = await InvokeAsync(name, """{"price":"0.10"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("$LATEST", Header(response, "X-Amz-Executed-Version"));
        Assert.False(response.Headers.Contains("X-Amz-Function-Error"));
        Assert.Equal("0.10", (string?)(await JsonAsync(response))["price"]);
    }

    [Fact]
    public async Task Invoke_without_a_payload_passes_an_empty_object()
    {
        using var response = await InvokeAsync("echo", "");

        Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Invoke_marks_the_error_of_a_function_that_failed()
    {
        using var response = await InvokeAsync("echo", """{"do":"fail"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Unhandled", Header(response, "X-Amz-Function-Error"));
        Assert.Equal("Boom", (string?)(await JsonAsync(response))["errorType"]);
    }

    [Fact]
    public async Task Invoke_returns_the_last_4_KB_of_the_log_when_asked()
    {
        var text = new string('x', 5000) + "\\nthe end";

        using var response = await InvokeAsync(
            "echo", $$"""{"do":"log","text":"{{text}}"}""", ("X-Amz-Log-Type", "Tail"));

        var log = Encoding.UTF8.GetString(Convert.FromBase64String(Header(response, "X-Amz-Log-Result")));
        Assert.Equal(4096, log.Length);
        Assert.Contains("\nthe end\n", log, StringComparison.Ordinal);
        Assert.Contains("platform.report", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_invocations_are_accepted_and_run_later()
    {
        using var response = await InvokeAsync("echo", "{}", ("X-Amz-Invocation-Type", "Event"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await Eventually.TrueAsync(() => _host.Service.CountEvents().Succeeded == 1);
        Assert.Equal(Header(response, "x-amzn-RequestId"), _host.Service.Events()[0].RequestId);
    }

    [Fact]
    public async Task Dry_runs_only_check_that_the_function_exists()
    {
        using var known = await InvokeAsync("echo", "{}", ("X-Amz-Invocation-Type", "DryRun"));
        using var unknown = await InvokeAsync("absent", "{}", ("X-Amz-Invocation-Type", "DryRun"));

        Assert.Equal(HttpStatusCode.NoContent, known.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Empty(_host.Lines);
    }

    [Theory]
    [InlineData("absent", "{}", "", 404, "ResourceNotFoundException")]
    [InlineData("echo:production", "{}", "", 404, "ResourceNotFoundException")]
    [InlineData("echo", "{", "", 400, "InvalidRequestContentException")]
    [InlineData("echo", "{}", "Sometimes", 400, "InvalidParameterValueException")]
    public async Task Wrong_requests_are_refused_in_lambdas_terms(
        string name, string payload, string invocationType, int status, string type)
    {
        using var response = await InvokeAsync(name, payload, ("X-Amz-Invocation-Type", invocationType));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, Header(response, "x-amzn-ErrorType"));
        Assert.Equal("User", (string?)(await JsonAsync(response))["Type"]);
    }

    [Fact]
    public async Task Throttling_says_so()
    {
        var file = _host.NewFile();
        var first = _host.InvokeAsync("echo", $$"""{"do":"await","file":"{{file}}"}""");

        using var response = await InvokeAsync("echo", "{}");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await first;

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("TooManyRequestsException", Header(response, "x-amzn-ErrorType"));
        var reason = (string?)(await JsonAsync(response))["Reason"];
        Assert.Equal("ReservedFunctionConcurrentInvocationLimitExceeded", reason);
    }

    [Fact]
    public async Task GetFunction_describes_the_function()
    {
        var function = await GetAsync("/2015-03-31/functions/echo");

        var configuration = function["Configuration"]!;
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:echo", (string?)configuration["FunctionArn"]);
        Assert.Equal("Active", (string?)configuration["State"]);
        Assert.Equal(1, (int?)function["Concurrency"]!["ReservedConcurrentExecutions"]);
    }

    [Fact]
    public async Task ListFunctions_lists_them_by_name()
    {
        _host.Put("another");

        var list = await GetAsync("/2015-03-31/functions/");

        var functions = list["Functions"]!.AsArray();
        Assert.Equal(["another", "echo"], functions.Select(function => (string?)function!["FunctionName"]));
    }

    [Fact]
    public async Task What_is_not_implemented_says_so()
    {
        using var response = await _http.DeleteAsync(
            new Uri("/2015-03-31/functions/echo", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        var message = (string?)(await JsonAsync(response))["message"];
        Assert.Contains("DELETE /2015-03-31/functions/echo", message, StringComparison.Ordinal);
    }

    private async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await _http.GetStringAsync(path, TestContext.Current.CancellationToken))!;

    private async Task<HttpResponseMessage> InvokeAsync(
        string name, string payload, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{name}/invocations");
        request.Content = new StringContent(payload);
        foreach (var (header, value) in headers)
        {
            request.Headers.Add(header, value);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.GetValues(name).Single();

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
