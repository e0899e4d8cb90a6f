using System.Net;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>The service on a free port and in a folder of its own, with the SDK's client for it.</summary>
internal sealed class SqsHost : IAsyncDisposable
{
    public const string AccessKey = "AKIDTEST";

    private readonly WebApplication _app;

    private SqsHost(WebApplication app, SqsService service, string folder)
    {
        _app = app;
        Service = service;
        Folder = folder;
        Origin = app.Urls.Single();
        Client = new AmazonSQSClient(
            new BasicAWSCredentials(AccessKey, "secret"),
            new AmazonSQSConfig { ServiceURL = Origin, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
    }

    public SqsService Service { get; }
    public string Folder { get; }
    public string Origin { get; }
    public AmazonSQSClient Client { get; }

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

    public async Task<string> CreateQueueAsync(string name, params (string Name, string Value)[] attributes) =>
        (await Client.CreateQueueAsync(new CreateQueueRequest(name)
        {
            Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value),
        })).QueueUrl;

    public async Task<List<Message>> ReceiveAsync(string queueUrl, int most = 10, int wait = 0) =>
        (await Client.ReceiveMessageAsync(new ReceiveMessageRequest(queueUrl)
        {
            MaxNumberOfMessages = most,
            WaitTimeSeconds = wait,
            MessageSystemAttributeNames = ["All"],
            MessageAttributeNames = ["All"],
        })).Messages ?? [];

    public async Task<(int Visible, int InFlight, int Delayed)> CountAsync(string queueUrl)
    {
        var counts = await Client.GetQueueAttributesAsync(queueUrl, ["All"]);
        return (counts.ApproximateNumberOfMessages, counts.ApproximateNumberOfMessagesNotVisible, counts.ApproximateNumberOfMessagesDelayed);
    }

    /// <summary>The code of an error that the client has no exception type for.</summary>
    public static async Task<string> ErrorCodeAsync(Task call) =>
        (await Assert.ThrowsAsync<AmazonSQSException>(() => call)).ErrorCode;

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
