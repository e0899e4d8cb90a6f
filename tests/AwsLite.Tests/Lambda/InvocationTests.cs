using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

public sealed class InvocationTests
{
    [Fact]
    public async Task Answer_is_posted_as_json_under_the_request_s_id()
    {
        await using var function = await InProcess.StartAsync(TestFunctions.Greet);

        var post = await function.InvokeAsync("""{"name":"Ada","unknown":1}""", "r-7");

        Assert.Equal("/2018-06-01/runtime/invocation/r-7/response", post.Path);
        Assert.Equal("application/json", post.Headers["Content-Type"]);
        Assert.Equal("""{"Text":"Hello, Ada"}""", post.Body);
    }

    [Fact]
    public async Task One_function_answers_many_invocations()
    {
        await using var function = await InProcess.StartAsync(TestFunctions.Greet);

        var first = await function.InvokeAsync("""{"Name":"Ada"}""", "r1");
        var second = await function.InvokeAsync("""{"Name":"Bob"}""", "r2");

        Assert.Equal("""{"Text":"Hello, Ada"}""", first.Body);
        Assert.Equal("""{"Text":"Hello, Bob"}""", second.Body);
    }

    [Fact]
    public async Task Handler_without_a_result_answers_with_nothing()
    {
        var seen = "";
        await using var function = await InProcess.StartAsync(LambdaBootstrapBuilder.Create<Question>(
            (question, _) =>
            {
                seen = question.Name;
                return Task.CompletedTask;
            },
            TestFunctions.Serializer));

        var post = await function.InvokeAsync("""{"Name":"Ada"}""");

        Assert.Equal("/2018-06-01/runtime/invocation/r1/response", post.Path);
        Assert.Equal("", post.Body);
        Assert.Equal("Ada", seen);
    }

    [Fact]
    public async Task Exception_is_reported_with_its_cause_and_the_function_lives_on()
    {
        await using var function = await InProcess.StartAsync((question, context) => question.Name == "Ada"
            ? TestFunctions.Greet(question, context)
            : throw new InvalidOperationException("No \"name\"", new FormatException("inner")));

        var failed = await function.InvokeAsync("{}", "r1");
        var succeeded = await function.InvokeAsync("""{"Name":"Ada"}""", "r2");

        Assert.Equal("/2018-06-01/runtime/invocation/r1/error", failed.Path);
        Assert.Equal("application/vnd.aws.lambda.error+json", failed.Headers["Content-Type"]);
        Assert.Equal("InvalidOperationException", failed.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("InvalidOperationException", (string?)failed.Json["errorType"]);
        Assert.Equal("No \"name\"", (string?)failed.Json["errorMessage"]);
        Assert.StartsWith("at ", (string?)failed.Json["stackTrace"]![0], StringComparison.Ordinal);
        Assert.Equal("FormatException", (string?)failed.Json["cause"]!["errorType"]);
        Assert.Equal("/2018-06-01/runtime/invocation/r2/response", succeeded.Path);
    }

    [Fact]
    public async Task Every_exception_of_an_aggregate_is_reported()
    {
        await using var function = await InProcess.StartAsync((_, _) =>
            throw new AggregateException(new FormatException("one"), new TimeoutException("two")));

        var post = await function.InvokeAsync("{}");

        Assert.Equal(
            ["FormatException", "TimeoutException"],
            post.Json["causes"]!.AsArray().Select(cause => (string?)cause!["errorType"]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"Name":7}""")]
    [InlineData("")]
    public async Task Event_of_another_shape_is_the_invocation_s_error(string json)
    {
        await using var function = await InProcess.StartAsync(TestFunctions.Greet);

        var failed = await function.InvokeAsync(json, "r1");
        var succeeded = await function.InvokeAsync("{}", "r2");

        Assert.Equal("/2018-06-01/runtime/invocation/r1/error", failed.Path);
        Assert.Equal("JsonSerializerException", (string?)failed.Json["errorType"]);
        Assert.Equal("/2018-06-01/runtime/invocation/r2/response", succeeded.Path);
    }

    [Fact]
    public async Task Context_has_what_the_invocation_and_the_environment_say()
    {
        ILambdaContext? context = null;
        string? trace = null;
        TimeSpan remaining = default;
        var environment = new LambdaEnvironment
        {
            FunctionName = "writer",
            FunctionVersion = "$LATEST",
            LogGroupName = "/aws/lambda/writer",
            LogStreamName = "2026/02/02/[$LATEST]1",
            MemoryMegabytes = 1 << 20,
        };
        await using var function = await InProcess.StartAsync(
            (question, c) =>
            {
                context = c;
                trace = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
                remaining = c.RemainingTime;
                return TestFunctions.Greet(question, c);
            },
            environment);

        await function.InvokeAsync("{}", "r-9", InProcess.Now.AddSeconds(30));

        Assert.NotNull(context);
        Assert.Equal("r-9", context.AwsRequestId);
        Assert.Equal(RuntimeApi.Arn, context.InvokedFunctionArn);
        Assert.Equal("Root=1-r-9", context.TraceId);
        Assert.Equal("Root=1-r-9", trace);
        Assert.Equal(TimeSpan.FromSeconds(30), remaining);
        Assert.Equal("writer", context.FunctionName);
        Assert.Equal("$LATEST", context.FunctionVersion);
        Assert.Equal("/aws/lambda/writer", context.LogGroupName);
        Assert.Equal("2026/02/02/[$LATEST]1", context.LogStreamName);
        Assert.Equal(1 << 20, context.MemoryLimitInMB);
    }

    [Fact]
    public async Task Initializer_that_says_no_ends_the_function_before_any_invocation()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var bootstrap = LambdaBootstrapBuilder.Create<Question, Answer>(TestFunctions.Greet, TestFunctions.Serializer)
            .UseBootstrapHandler(() => Task.FromResult(false))
            .ConfigureOptions(options => options.RuntimeApiEndpoint = api.Endpoint)
            .Build();

        await bootstrap.RunAsync(TestContext.Current.CancellationToken);

        Assert.False(api.AskedAsync().IsCompleted);
    }

    [Fact]
    public async Task Given_http_client_is_the_one_that_asks()
    {
        await using var api = await RuntimeApi.StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Mine", "yes");
        using var stop = new CancellationTokenSource();
        using var bootstrap = LambdaBootstrapBuilder.Create<Question, Answer>(TestFunctions.Greet, TestFunctions.Serializer)
            .UseHttpClient(http)
            .ConfigureOptions(options => options.RuntimeApiEndpoint = api.Endpoint)
            .Build(new(), new MemoryStream(), TimeProvider.System);

        var run = bootstrap.RunAsync(stop.Token);
        api.Invoke("r1", "{}");
        var post = await api.NextPostAsync();
        await stop.CancelAsync();
        await run;

        Assert.Equal("yes", post.Headers["X-Mine"]);
    }

    [Fact]
    public void Function_outside_a_runtime_names_the_missing_setting()
    {
        var builder = LambdaBootstrapBuilder.Create<Question, Answer>(TestFunctions.Greet, TestFunctions.Serializer);

        var error = Assert.Throws<InvalidOperationException>(() => builder.Build(new(), new MemoryStream(), TimeProvider.System));

        Assert.Contains("AWS_LAMBDA_RUNTIME_API", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_the_runtime_api_ends_the_function()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        using var bootstrap = LambdaBootstrapBuilder.Create<Question, Answer>(TestFunctions.Greet, TestFunctions.Serializer)
            .ConfigureOptions(options => options.RuntimeApiEndpoint = server.Url.Authority)
            .Build(new(), new MemoryStream(), TimeProvider.System);

        var error = await Assert.ThrowsAsync<RuntimeApiException>(
            () => bootstrap.RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("500", error.Message, StringComparison.Ordinal);
    }
}
