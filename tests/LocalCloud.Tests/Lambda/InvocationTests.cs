using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.LocalCloud.Tests.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

public sealed class InvocationTests : IAsyncLifetime
{
    private LambdaHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await LambdaHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("echo")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:echo")]
    [InlineData("000000000000:function:echo:$LATEST")]
    public async Task A_function_answers_under_its_name_and_its_arn(string nameOrArn)
    {
        _host.Put("echo");

        var result = await _host.InvokeAsync(nameOrArn, """{"price":"0.10"}""");

        Assert.True(result.Succeeded);
        Assert.Equal("0.10", (string?)result.Json()["price"]);
    }

    [Fact]
    public async Task A_warm_process_is_used_again()
    {
        _host.Put("echo");

        var first = (await _host.InvokeAsync("echo", """{"do":"process"}""")).Json();
        var second = (await _host.InvokeAsync("echo", """{"do":"process"}""")).Json();

        Assert.Equal((int?)first["id"], (int?)second["id"]);
        Assert.Equal(2, (int?)second["count"]);
    }

    [Fact]
    public async Task A_custom_runtime_is_the_bootstrap_that_the_artifact_brings()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A bootstrap is a program for Linux.");
        var folder = Directory.CreateDirectory(_host.NewFile()).FullName;
        var bootstrap = Path.Combine(folder, "bootstrap");
        var program = Path.Combine(LambdaHost.FunctionFolder, "ServerlessPipeline.LocalCloud.Tests.Function.dll");
        await File.WriteAllTextAsync(
            bootstrap, $"#!/bin/sh\nexec '{DotnetHost.Path}' '{program}'\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(bootstrap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _host.Put("echo", settings => settings with { Folder = folder, Handler = "row.handler", Runtime = "provided.al2023" });

        var seen = (await _host.InvokeAsync("echo", """{"do":"environment"}""")).Json();

        Assert.Equal("row.handler", (string?)seen["_HANDLER"]);
        Assert.Equal("AWS_Lambda_provided.al2023", (string?)seen["AWS_EXECUTION_ENV"]);
        Assert.Equal(folder, (string?)seen["LAMBDA_TASK_ROOT"]);
    }

    [Fact]
    public async Task Where_a_custom_runtimes_program_cannot_run_a_build_for_this_machine_does()
    {
        var folder = Directory.CreateDirectory(_host.NewFile()).FullName;
        var portable = Path.Combine(LambdaHost.FunctionFolder, "ServerlessPipeline.LocalCloud.Tests.Function.dll");
        _host.Put("echo", settings => settings with { Folder = folder, Runtime = "provided.al2023", Portable = portable });

        var seen = (await _host.InvokeAsync("echo", """{"do":"environment"}""")).Json();

        Assert.Equal(folder, (string?)seen["LAMBDA_TASK_ROOT"]);
    }

    [Fact]
    public async Task Concurrent_invocations_run_in_processes_of_their_own()
    {
        _host.Put("echo");
        var file = _host.NewFile();

        var both = new[]
        {
            _host.InvokeAsync("echo", $$"""{"do":"await","file":"{{file}}"}"""),
            _host.InvokeAsync("echo", $$"""{"do":"await","file":"{{file}}"}"""),
        };
        await Eventually.TrueAsync(() => _host.Lines.Count(line => line.Text == "waiting") == 2);
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var results = await Task.WhenAll(both);

        Assert.NotEqual((int?)results[0].Json()["id"], (int?)results[1].Json()["id"]);
    }

    [Fact]
    public async Task One_more_than_reserved_concurrency_is_throttled()
    {
        _host.Put("echo", settings => settings with { ReservedConcurrency = 1 });
        var file = _host.NewFile();
        var first = _host.InvokeAsync("echo", $$"""{"do":"await","file":"{{file}}"}""");

        var exception = await Assert.ThrowsAsync<LambdaException>(() => _host.InvokeAsync("echo", "{}"));
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        Assert.Equal((429, "TooManyRequestsException"), (exception.Status, exception.Code));
        Assert.True((await first).Succeeded);
        Assert.True((await _host.InvokeAsync("echo", "{}")).Succeeded);
    }

    [Fact]
    public async Task A_function_sees_lambdas_environment_and_the_templates_and_nothing_of_the_operators()
    {
        Environment.SetEnvironmentVariable("AWS_SETTING_OF_THE_OPERATOR", "must not leak");
        var settings = _host.Put("echo", settings => settings with
        {
            Environment = new Dictionary<string, string> { ["TABLE"] = "ProcessedData", ["AWS_REGION"] = "elsewhere" },
        });

        var seen = (await _host.InvokeAsync("echo", """{"do":"environment"}""")).Json().AsObject();

        var expected = new Dictionary<string, string>
        {
            ["TABLE"] = "ProcessedData",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_DEFAULT_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "its-key",
            ["AWS_SECRET_ACCESS_KEY"] = "its-secret",
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_EXECUTION_ENV"] = "AWS_Lambda_dotnet10",
            ["AWS_LAMBDA_FUNCTION_NAME"] = "echo",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/echo",
            ["LAMBDA_TASK_ROOT"] = settings.Folder,
            ["_HANDLER"] = settings.Handler,
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
        };
        foreach (var (name, value) in expected)
        {
            Assert.Equal(value, (string?)seen[name]);
        }

        string[] varying =
        [
            "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE",
            "PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "TEMP", "TMP",
            "SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
        ];
        Assert.Empty(seen.Select(variable => variable.Key).Except(expected.Keys).Except(varying));
        Assert.False(File.Exists((string?)seen["AWS_SHARED_CREDENTIALS_FILE"]));
    }

    [Fact]
    public async Task An_invocation_carries_its_deadline_function_and_trace()
    {
        var timeout = TimeSpan.FromMinutes(2);
        _host.Put("echo", settings => settings with { Timeout = timeout });
        var before = TimeProvider.System.GetUtcNow();

        var result = await _host.InvokeAsync("echo", """{"do":"headers"}""");

        var after = TimeProvider.System.GetUtcNow();
        var headers = result.Json();
        Assert.Equal(result.RequestId, (string?)headers["Lambda-Runtime-Aws-Request-Id"]);
        Assert.Equal(
            "arn:aws:lambda:us-east-1:000000000000:function:echo",
            (string?)headers["Lambda-Runtime-Invoked-Function-Arn"]);
        Assert.InRange(
            long.Parse((string)headers["Lambda-Runtime-Deadline-Ms"]!),
            (before + timeout).ToUnixTimeMilliseconds(),
            (after + timeout).ToUnixTimeMilliseconds());
        Assert.Matches(
            "^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$",
            (string?)headers["Lambda-Runtime-Trace-Id"]);
    }

    [Fact]
    public async Task A_changed_function_runs_in_a_new_process()
    {
        _host.Put("echo");
        await _host.InvokeAsync("echo", """{"do":"process"}""");

        var second = new Dictionary<string, string> { ["VERSION"] = "2" };
        _host.Put("echo", settings => settings with { Environment = second });
        var seen = (await _host.InvokeAsync("echo", """{"do":"environment"}""")).Json();

        Assert.Equal("2", (string?)seen["VERSION"]);
    }

    [Fact]
    public async Task The_same_function_put_again_keeps_its_warm_process()
    {
        _host.Put("echo", Settings);
        var first = (await _host.InvokeAsync("echo", """{"do":"process"}""")).Json();

        _host.Put("echo", Settings);
        var second = (await _host.InvokeAsync("echo", """{"do":"process"}""")).Json();

        Assert.Equal((int?)first["id"], (int?)second["id"]);

        static FunctionSettings Settings(FunctionSettings settings) =>
            settings with { Environment = new Dictionary<string, string> { ["TABLE"] = "ProcessedData" } };
    }

    [Fact]
    public async Task An_idle_process_is_stopped()
    {
        await using var host = await LambdaHost.StartAsync(
            change: options => options with { IdleTime = TimeSpan.FromMilliseconds(50) });
        host.Put("echo");

        var process = (int)(await host.InvokeAsync("echo", """{"do":"process"}""")).Json()["id"]!;

        await Eventually.TrueAsync(() => !RunningProcess.IsAlive(process));
    }

    [Fact]
    public async Task Output_is_logged_line_by_line_under_its_request_id()
    {
        _host.Put("echo");

        var result = await _host.InvokeAsync("echo", """{"do":"log","text":"first\nsecond"}""");

        await Eventually.TrueAsync(() => _host.Lines.Count(line => line.RequestId == result.RequestId) == 5);
        var lines = _host.Lines.Select(line => line.Text).ToList();
        Assert.Equal(["first", "second"], lines.Where(line => line is "first" or "second"));
        Assert.Contains("on standard error", lines);
        var report = lines.Select(Parse).Single(line => (string?)line?["type"] == "platform.report");
        Assert.Equal(256, (int?)report!["record"]!["metrics"]!["memorySizeMB"]);
        Assert.True((double?)report["record"]!["metrics"]!["initDurationMs"] > 0);
        Assert.Contains("second", await File.ReadAllLinesAsync(
            Path.Combine(_host.Folder, "logs", "echo.log"), TestContext.Current.CancellationToken));

        static JsonNode? Parse(string line) => line.StartsWith('{') ? JsonNode.Parse(line) : null;
    }

    [Fact]
    public async Task A_log_file_does_not_grow_without_bound()
    {
        await using var host = await LambdaHost.StartAsync(change: options => options with { LogFileBytes = 2000 });
        host.Put("echo");

        for (var i = 0; i < 10; i++)
        {
            await host.InvokeAsync("echo", $$"""{"do":"log","text":"{{new string('x', 500)}}"}""");
        }

        // The line that fills a file renames it; the next line, if there is one, begins a new file.
        var files = new DirectoryInfo(Path.Combine(host.Folder, "logs")).GetFiles();
        var names = files.Select(file => file.Name).ToList();
        Assert.Contains("echo.log.1", names);
        Assert.Empty(names.Except(["echo.log", "echo.log.1"]));
        Assert.All(files, file => Assert.InRange(file.Length, 0, 3000));
    }
}
