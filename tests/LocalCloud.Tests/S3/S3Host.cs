using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessPipeline.LocalCloud.S3;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>The service behind a web server on a free port of this machine, with a folder that can outlive it.</summary>
internal sealed class S3Host : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Target, string Payload)> _delivered = new();

    private bool _stopped;

    private S3Host(string folder, Func<string, Task>? beforeDelivery)
    {
        Folder = folder;
        Service = new S3Service(folder, TimeProvider.System, async (target, payload, cancellationToken) =>
        {
            if (beforeDelivery is not null)
            {
                await beforeDelivery(target).WaitAsync(cancellationToken);
            }

            _delivered.Enqueue((target, Encoding.UTF8.GetString(payload.Span)));
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(Service.HandleAsync);
    }

    public string Folder { get; }

    public S3Service Service { get; }

    public Uri Url { get; private set; } = null!;

    public AmazonS3Client Client { get; private set; } = null!;

    /// <summary>Speaks HTTP as it is, where the SDK would not let a test do so.</summary>
    public HttpClient Http { get; private set; } = null!;

    public IReadOnlyList<(string Target, string Payload)> Delivered => [.. _delivered];

    public static async Task<S3Host> StartAsync(string? folder = null, Func<string, Task>? beforeDelivery = null)
    {
        var host = new S3Host(folder ?? Directory.CreateTempSubdirectory("s3-").FullName, beforeDelivery);
        await host._server.StartAsync(TestContext.Current.CancellationToken);
        var addresses = host._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        host.Url = new Uri(addresses.Addresses.Single());
        host.Http = new HttpClient { BaseAddress = host.Url };
        host.Client = new AmazonS3Client(
            new BasicAWSCredentials("test", "test"),
            new AmazonS3Config
            {
                ServiceURL = host.Url.ToString(),
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            });
        host.Service.Start();
        return host;
    }

    /// <summary>Stops, and leaves the folder.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        Client.Dispose();
        Http.Dispose();
        await _server.DisposeAsync();
        await Service.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A copy of the folder as it is now: what a process that is killed now leaves behind.</summary>
    public string CopyFolder()
    {
        var copy = Directory.CreateTempSubdirectory("s3-").FullName;
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Sends the text as it is and returns the whole answer; the request must close the connection.</summary>
    public async Task<string> SendRawAsync(string request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Url.Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
