using System.Text.Json.Nodes;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

public sealed class FunctionProcessTests
{
    [Fact]
    public async Task Function_answers_and_logs_one_json_object_a_line()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start("greet", api.Endpoint, ("AWS_LAMBDA_LOG_FORMAT", "JSON"));

        api.Invoke("r1", """{"Name":"Ada"}""");
        var post = await api.NextPostAsync();
        var line = JsonNode.Parse(await function.NextLogLineAsync())!;

        Assert.Equal("""{"Text":"Hello, Ada"}""", post.Body);
        Assert.Equal("Greets Ada", (string?)line["message"]);
        Assert.Equal("Ada", (string?)line["Name"]);
        Assert.Equal("r1", (string?)line["requestId"]);
    }

    [Fact]
    public async Task Terminated_function_exits_with_zero()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start("greet", api.Endpoint);
        await api.AskedAsync();

        function.Terminate();
        var (exitCode, errors) = await function.ExitAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal("", errors);
    }

    [Fact]
    public async Task Terminated_function_answers_the_invocation_that_it_is_in()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start("greet-slowly", api.Endpoint);
        api.Invoke("r1", """{"Name":"Ada"}""");
        await function.NextLogLineAsync();

        function.Terminate();
        var post = await api.NextPostAsync();
        var (exitCode, _) = await function.ExitAsync();

        Assert.Equal("/2018-06-01/runtime/invocation/r1/response", post.Path);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Function_ends_with_one_line_when_its_host_goes()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start("greet", api.Endpoint);
        await api.AskedAsync();

        await api.DisposeAsync();
        var (exitCode, errors) = await function.ExitAsync();

        Assert.NotEqual(0, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("is gone", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_that_cannot_initialize_says_why_and_exits()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start("fail-init", api.Endpoint);

        var post = await api.NextPostAsync();
        var (exitCode, _) = await function.ExitAsync();

        Assert.Equal("/2018-06-01/runtime/init/error", post.Path);
        Assert.Equal("InvalidOperationException", post.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("TABLE_NAME is not set", (string?)post.Json["errorMessage"]);
        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public async Task Garbage_collector_knows_the_function_s_memory()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var function = FunctionProcess.Start("memory", api.Endpoint, ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"));

        api.Invoke("r1", "{}");
        var post = await api.NextPostAsync();

        Assert.Equal("""{"Text":"256"}""", post.Body);
    }
}
