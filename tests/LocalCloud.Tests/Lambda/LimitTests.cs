using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Tests.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

public sealed class LimitTests : IAsyncLifetime
{
    private LambdaHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await LambdaHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_function_that_fails_gives_its_own_error_and_stays_warm()
    {
        _host.Put("echo");
        var process = (await _host.InvokeAsync("echo", """{"do":"process"}""")).Json();

        var failed = await _host.InvokeAsync("echo", """{"do":"fail"}""");
        var after = (await _host.InvokeAsync("echo", """{"do":"process"}""")).Json();

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("Boom: as asked", $"{failed.Json()["errorType"]}: {failed.Json()["errorMessage"]}");
        Assert.Equal((int?)process["id"], (int?)after["id"]);
    }

    [Fact]
    public async Task A_function_that_takes_too_long_is_killed_and_replaced()
    {
        _host.Put("echo", settings => settings with { Timeout = TimeSpan.FromSeconds(10) });
        var process = (int)(await _host.InvokeAsync("echo", """{"do":"process"}""")).Json()["id"]!;

        var late = await _host.InvokeAsync("echo", """{"do":"hang"}""");

        Assert.Equal("Unhandled", late.FunctionError);
        Assert.Equal("Sandbox.Timedout", (string?)late.Json()["errorType"]);
        Assert.Equal(
            $"RequestId: {late.RequestId} Error: Task timed out after 10.00 seconds",
            (string?)late.Json()["errorMessage"]);
        await Eventually.TrueAsync(() => !RunningProcess.IsAlive(process));
        Assert.True((await _host.InvokeAsync("echo", "{}")).Succeeded);
    }

    [Fact]
    public async Task A_function_that_takes_too_much_memory_is_killed_and_replaced()
    {
        _host.Put("echo", settings => settings with { MemoryMegabytes = 128 });

        var result = await _host.InvokeAsync("echo", """{"do":"allocate","megabytes":200}""");

        Assert.Equal("Runtime.OutOfMemory", (string?)result.Json()["errorType"]);
        Assert.True((await _host.InvokeAsync("echo", "{}")).Succeeded);
    }

    [Theory]
    [InlineData(0, "Runtime exited without providing a reason")]
    [InlineData(3, "Runtime exited with error: exit status 3")]
    [InlineData(137, "Runtime exited with error: signal: killed")]
    public async Task A_process_that_ends_fails_its_invocation_and_is_replaced(int code, string reason)
    {
        _host.Put("echo");

        var result = await _host.InvokeAsync("echo", $$"""{"do":"exit","code":{{code}}}""");

        Assert.Equal("Unhandled", result.FunctionError);
        Assert.Equal("Runtime.ExitError", (string?)result.Json()["errorType"]);
        Assert.Equal($"RequestId: {result.RequestId} Error: {reason}", (string?)result.Json()["errorMessage"]);
        Assert.True((await _host.InvokeAsync("echo", "{}")).Succeeded);
    }

    [Fact]
    public async Task A_process_that_was_interrupted_from_the_terminal_is_no_failure_of_the_function()
    {
        _host.Put("echo");

        var exception = await Assert.ThrowsAsync<LambdaException>(
            () => _host.InvokeAsync("echo", """{"do":"exit","code":130}"""));

        Assert.Equal((500, "ServiceException"), (exception.Status, exception.Code));
    }

    [Fact]
    public async Task A_failed_init_fails_the_invocation_with_its_error_and_the_next_starts_afresh()
    {
        var file = _host.NewFile();
        _host.Put("echo", settings => settings with { Environment = Init($"needs:{file}") });

        var failed = await _host.InvokeAsync("echo", "{}");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var after = await _host.InvokeAsync("echo", "{}");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("cannot start", (string?)failed.Json()["errorMessage"]);
        Assert.True(after.Succeeded);
    }

    [Fact]
    public async Task A_process_that_ends_in_its_init_fails_the_invocation()
    {
        _host.Put("echo", settings => settings with { Environment = Init("exit") });

        var result = await _host.InvokeAsync("echo", "{}");

        Assert.Equal(
            $"RequestId: {result.RequestId} Error: Runtime exited with error: exit status 3",
            (string?)result.Json()["errorMessage"]);
    }

    [Fact]
    public async Task An_init_that_takes_too_long_fails_the_invocation()
    {
        await using var host = await LambdaHost.StartAsync(
            change: options => options with { InitTimeout = TimeSpan.FromSeconds(0.3) });
        host.Put("echo", settings => settings with { Environment = Init("hang") });

        var result = await host.InvokeAsync("echo", "{}");

        Assert.Equal(
            $"RequestId: {result.RequestId} Error: Init timed out after 0.30 seconds",
            (string?)result.Json()["errorMessage"]);
    }

    [Fact]
    public async Task An_answer_of_more_than_6_MB_is_refused()
    {
        _host.Put("echo");

        var largest = await _host.InvokeAsync("echo", """{"do":"answer","bytes":6291556}""");
        var tooLarge = await _host.InvokeAsync("echo", """{"do":"answer","bytes":6291557}""");

        Assert.True(largest.Succeeded);
        Assert.Equal(6291556, largest.Payload.Length);
        Assert.Equal("Function.ResponseSizeTooLarge", (string?)tooLarge.Json()["errorType"]);
    }

    [Fact]
    public async Task Payloads_are_limited_to_6_MB_and_asynchronous_ones_to_1_MB()
    {
        _host.Put("echo");
        var largest = $"\"{new string('x', (1024 * 1024) - 2)}\"";

        await _host.EnqueueAsync("echo", largest);
        var asynchronous = await Assert.ThrowsAsync<LambdaException>(() => _host.EnqueueAsync("echo", largest + " "));
        var synchronous = await Assert.ThrowsAsync<LambdaException>(
            () => _host.InvokeAsync("echo", $"\"{new string('x', 6 * 1024 * 1024)}\""));

        Assert.Equal((413, "RequestTooLargeException"), (asynchronous.Status, asynchronous.Code));
        Assert.Equal((413, "RequestTooLargeException"), (synchronous.Status, synchronous.Code));
    }

    [Fact]
    public async Task The_runtime_api_refuses_what_breaks_its_rules_and_the_invocation_goes_on()
    {
        _host.Put("echo");

        var result = await _host.InvokeAsync("echo", """{"do":"answer badly"}""");

        Assert.Equal(
            ["400 InvalidRequestID", "403 InvalidStateTransition", "403 InvalidStateTransition", "404 NotFound"],
            result.Json().AsArray().Select(outcome => (string?)outcome));
    }

    [Fact]
    public void A_function_that_cannot_run_here_is_refused_at_once()
    {
        Assert.Throws<NotSupportedException>(
            () => _host.Put("echo", settings => settings with { Runtime = "python3.13" }));
        Assert.Throws<FileNotFoundException>(
            () => _host.Put("echo", settings => settings with { Handler = "Absent" }));
        Assert.Throws<FileNotFoundException>(
            () => _host.Put("echo", settings => settings with { Runtime = "provided.al2023" }));
    }

    [Fact]
    public async Task Stopping_ends_every_process_even_one_that_hangs()
    {
        var host = await LambdaHost.StartAsync(
            change: options => options with { StopGrace = TimeSpan.FromSeconds(0.3) });
        host.Put("echo");
        var process = (int)(await host.InvokeAsync("echo", """{"do":"process"}""")).Json()["id"]!;
        var hanging = host.InvokeAsync("echo", """{"do":"hang"}""");

        await host.DisposeAsync();

        Assert.False(RunningProcess.IsAlive(process));
        await Assert.ThrowsAsync<LambdaException>(() => hanging);
    }

    private static Dictionary<string, string> Init(string value) => new() { ["INIT"] = value };
}
