using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>The service on a free port and in a folder of its own, and its JSON protocol over plain HTTP.</summary>
internal sealed class SqsHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private SqsHost(WebApplication app, SqsService service, string folder)
    {
        _app = app;
        Service = service;
        Folder = folder;
        Origin = app.Urls.Single();
    }

    public SqsService Service { get; }
    public string Folder { get; }
    public string Origin { get; }

    public static async Task<SqsHost> StartAsync(TimeProvider? time = null, string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("sqs-").FullName;
        var service = new SqsService(folder, time ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(service.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SqsHost(app, service, folder);
    }

    /// <summary>A service on another port with the files as a process killed now would leave them: nothing closed, nothing flushed.</summary>
    public async Task<SqsHost> RestartAfterKillAsync(TimeProvider time)
    {
        var copy = Directory.CreateTempSubdirectory("sqs-").FullName;
        foreach (var file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return await StartAsync(time, copy);
    }

    /// <summary>The answer of an operation that has to succeed. <paramref name="input"/> is a JSON object.</summary>
    public async Task<JsonObject> CallAsync(string operation, JsonObject input)
    {
        var (status, answer, _) = await SendAsync(operation, input);
        Assert.True(status == 200, $"{operation}: {status} {answer}");
        return answer;
    }

    /// <summary>The error of an operation that has to fail.</summary>
    public async Task<SqsError> ErrorAsync(string operation, JsonObject input)
    {
        var (status, answer, queryError) = await SendAsync(operation, input);
        Assert.True(status >= 400, $"{operation}: {status} {answer}");
        return new SqsError(status, (string)answer["__type"]!, queryError!, (string)answer["message"]!);
    }

    public async Task<string> CreateQueueAsync(string name, params (string Name, string Value)[] attributes) =>
        (string)(await CallAsync("CreateQueue", new JsonObject
        {
            ["QueueName"] = name,
            ["Attributes"] = new JsonObject(attributes.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Value))),
        }))["QueueUrl"]!;

    public async Task<List<JsonObject>> ReceiveAsync(string queueUrl, int most = 10, int wait = 0)
    {
        var answer = await CallAsync("ReceiveMessage", new JsonObject
        {
            ["QueueUrl"] = queueUrl,
            ["MaxNumberOfMessages"] = most,
            ["WaitTimeSeconds"] = wait,
            ["MessageSystemAttributeNames"] = new JsonArray("All"),
            ["MessageAttributeNames"] = new JsonArray("All"),
        });
        return [.. answer["Messages"]?.AsArray().Select(m => m!.AsObject()) ?? []];
    }

    public async Task<(int Visible, int InFlight, int Delayed)> CountAsync(string queueUrl)
    {
        var answer = await CallAsync("GetQueueAttributes", new() { ["QueueUrl"] = queueUrl, ["AttributeNames"] = new JsonArray("All") });
        int Count(string suffix) => int.Parse((string)answer["Attributes"]!["ApproximateNumberOfMessages" + suffix]!);
        return (Count(""), Count("NotVisible"), Count("Delayed"));
    }

    public Task<JsonObject> SendMessageAsync(string queueUrl, string body) =>
        CallAsync("SendMessage", new JsonObject { ["QueueUrl"] = queueUrl, ["MessageBody"] = body });

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        _http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<(int Status, JsonObject Answer, string? QueryError)> SendAsync(string operation, JsonObject input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Origin);
        request.Headers.Add("X-Amz-Target", "AmazonSQS." + operation);
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=AKIDTEST/20260202/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00");
        request.Content = new StringContent(input.ToJsonString(), null, "application/x-amz-json-1.0");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        return ((int)response.StatusCode, answer,
            response.Headers.TryGetValues("x-amzn-query-error", out var codes) ? codes.Single() : null);
    }
}

internal sealed record SqsError(int Status, string Type, string QueryError, string Message);
