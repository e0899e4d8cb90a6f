using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Tests.Function;

/// <summary>
/// The loop of a custom runtime, on nothing but HTTP; see "Using the Lambda runtime API" in Lambda's guide.
/// </summary>
internal static class Runtime
{
    public static async Task<int> RunAsync()
    {
        var api = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API");
        using var http = new HttpClient
        {
            BaseAddress = new Uri($"http://{api}/2018-06-01/runtime/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (await InitializeAsync(http) is { } exitCode)
        {
            return exitCode;
        }

        for (var count = 1; ; count++)
        {
            using var next = await http.GetAsync("invocation/next");
            var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
            var payload = JsonNode.Parse(await next.Content.ReadAsStringAsync())!;
            string path, answer;
            try
            {
                answer = await new Behaviour(http, next.Headers, count).RunAsync(payload);
                path = $"invocation/{id}/response";
            }
            catch (InvalidOperationException exception)
            {
                answer = new JsonObject { ["errorType"] = "Boom", ["errorMessage"] = exception.Message }.ToJsonString();
                path = $"invocation/{id}/error";
            }

            using var content = new StringContent(answer);
            using var response = await http.PostAsync(path, content);
        }
    }

    /// <summary>The variable INIT: <c>error</c>, <c>exit</c>, <c>hang</c>, or <c>needs:&lt;file&gt;</c>.</summary>
    private static async Task<int?> InitializeAsync(HttpClient http)
    {
        switch ((Environment.GetEnvironmentVariable("INIT") ?? "").Split(':', 2))
        {
            case ["error"]:
            case ["needs", var file] when !File.Exists(file):
                using (var content = new StringContent("""{"errorType":"Init","errorMessage":"cannot start"}"""))
                using (await http.PostAsync("init/error", content))
                {
                    return 1;
                }

            case ["exit"]:
                return 3;
            case ["hang"]:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
                return null;
            default:
                return null;
        }
    }
}
