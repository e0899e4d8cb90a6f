using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Tests.Function;

/// <summary>What the function does is in the event: <c>{"do":"exit","code":3}</c>.</summary>
internal sealed class Behaviour(HttpClient http, HttpResponseHeaders headers, int count)
{
    private static readonly List<byte[]> Allocated = [];

    /// <exception cref="InvalidOperationException">The function fails.</exception>
    public async Task<string> RunAsync(JsonNode input)
    {
        switch ((string?)input["do"])
        {
            case "process":
                return new JsonObject { ["id"] = Environment.ProcessId, ["count"] = count }.ToJsonString();
            case "environment":
                var variables = new JsonObject();
                foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
                {
                    variables[(string)variable.Key] = (string?)variable.Value;
                }

                return variables.ToJsonString();
            case "headers":
                return new JsonObject(headers.Select(header =>
                    KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value.Single()))).ToJsonString();
            case "fail":
                throw new InvalidOperationException("as asked");
            case "need":
                return File.Exists((string)input["file"]!)
                    ? "\"found\""
                    : throw new InvalidOperationException("not there");
            case "await":
                return await AwaitAsync((string)input["file"]!);
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
                return "";
            case "exit":
                Environment.Exit((int)input["code"]!);
                return "";
            case "allocate":
                var block = new byte[(int)input["megabytes"]! * 1024 * 1024];
                Array.Fill(block, (byte)1);
                Allocated.Add(block);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
                return "";
            case "log":
                Console.WriteLine((string)input["text"]!);
                Console.Error.WriteLine("on standard error");
                return "null";
            case "answer":
                return $"\"{new string('x', (int)input["bytes"]! - 2)}\"";
            case "answer badly":
                return await AnswerBadlyAsync();
            default:
                return input.ToJsonString();
        }
    }

    private static async Task<string> AwaitAsync(string file)
    {
        Console.WriteLine("waiting");
        while (!File.Exists(file))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return new JsonObject { ["id"] = Environment.ProcessId }.ToJsonString();
    }

    /// <summary>Breaks the rules of the Runtime API, one after the other, and reports what it said.</summary>
    private async Task<string> AnswerBadlyAsync()
    {
        var id = headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
        var outcomes = new JsonArray();
        await AddAsync(HttpMethod.Post, $"invocation/{Guid.Empty}/response");
        await AddAsync(HttpMethod.Get, "invocation/next");
        await AddAsync(HttpMethod.Post, "init/error");
        await AddAsync(HttpMethod.Post, $"invocation/{id}/nonsense");
        return outcomes.ToJsonString();

        async Task AddAsync(HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await http.SendAsync(request);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            outcomes.Add($"{(int)response.StatusCode} {body["errorType"]}");
        }
    }
}
