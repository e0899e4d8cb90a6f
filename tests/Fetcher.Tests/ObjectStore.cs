using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>Plays S3's PutObject on the wire, path style: conditions, chunked bodies, metadata, outages.</summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StoredObject> _objects = new();

    private ObjectStore(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>While it is set, every request gets 503.</summary>
    public bool Down { get; set; }

    /// <summary>Asked for each request: whether it fails, and whether that is after it took effect.</summary>
    public Func<StoreFault> Fails { get; set; } = () => StoreFault.None;

    public int Requests;

    /// <summary>By <c>bucket/key</c>.</summary>
    public IReadOnlyDictionary<string, StoredObject> Objects => _objects;

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<string> Keys => [.. _objects.OrderBy(each => each.Value.Number).Select(each => each.Key)];

    public static async Task<ObjectStore> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var store = new ObjectStore(app);
        app.MapPut("/{**key}", store.PutAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public AmazonS3Client Client() => new(
        new BasicAWSCredentials("key", "secret"),
        new AmazonS3Config
        {
            ServiceURL = $"{Address}",
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        });

    public void Add(string key, string content) =>
        _objects[key] = new StoredObject(_objects.Count, content, "", "", new Dictionary<string, string>());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task PutAsync(HttpContext context)
    {
        Interlocked.Increment(ref Requests);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var fault = Fails();
        if (Down || fault == StoreFault.Before)
        {
            context.Response.StatusCode = 503;
            return;
        }

        var headers = context.Request.Headers;
        var chunked = headers["x-amz-content-sha256"].ToString().StartsWith("STREAMING-", StringComparison.Ordinal);
        var stored = new StoredObject(
            _objects.Count,
            chunked ? Unchunk(body) : body,
            headers.ContentType.ToString(),
            headers.IfNoneMatch.ToString(),
            headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key["x-amz-meta-".Length..], header => header.Value.ToString()));
        var added = _objects.TryAdd($"{context.Request.RouteValues["key"]}", stored);
        if (fault == StoreFault.After)
        {
            context.Abort();
        }
        else if (!added)
        {
            context.Response.StatusCode = 412;
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync("<Error><Code>PreconditionFailed</Code></Error>", context.RequestAborted);
        }
    }

    // aws-chunked: "<hex length>;chunk-signature=…", the chunk, and so on until one of length 0. All is ASCII here.
    private static string Unchunk(string body)
    {
        var content = new StringBuilder();
        while (true)
        {
            var line = body[..body.IndexOf("\r\n", StringComparison.Ordinal)];
            var length = Convert.ToInt32(line.Split(';')[0], 16);
            if (length == 0)
            {
                return content.ToString();
            }

            content.Append(body, line.Length + 2, length);
            body = body[(line.Length + 2 + length + 2)..];
        }
    }
}

internal enum StoreFault
{
    None,
    Before,
    After,
}

internal sealed record StoredObject(
    int Number, string Content, string ContentType, string IfNoneMatch, IReadOnlyDictionary<string, string> Metadata)
{
    public IReadOnlyList<string[]> Rows =>
        [.. Content.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split('\t'))];

    public IEnumerable<string> Symbols => Rows.Select(row => row[0]);
}
