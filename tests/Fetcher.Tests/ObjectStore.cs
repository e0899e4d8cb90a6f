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

/// <summary>Plays S3's PutObject, GetObject and ListObjectsV2 on the wire, path style: conditions, chunked bodies, metadata, outages.</summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StoredObject> _objects = new();

    private ObjectStore(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>While it is set, every request gets 503.</summary>
    public bool Down { get; set; }

    /// <summary>While it is set, requests are taken and not answered.</summary>
    public bool Hangs { get; set; }

    /// <summary>Keys that lists do not have, as those of a file that comes only after the list was read.</summary>
    public Func<string, bool> Hides { get; set; } = _ => false;

    /// <summary>Keys that may not be read.</summary>
    public Func<string, bool> Forbids { get; set; } = _ => false;

    /// <summary>Asked for each request: whether it fails, and whether that is after it took effect.</summary>
    public Func<StoreFault> Fails { get; set; } = () => StoreFault.None;

    /// <summary>Of PutObject.</summary>
    public int Requests;

    /// <summary>Of GetObject and ListObjectsV2.</summary>
    public int Reads;

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
        app.MapGet("/{**key}", store.GetAsync);
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
            Timeout = TimeSpan.FromSeconds(5),
        });

    public void Add(string key, string content, params (string Name, string Value)[] metadata) =>
        _objects[key] = new StoredObject(_objects.Count, content, "", "", metadata.ToDictionary(each => each.Name, each => each.Value));

    public void Remove(string key) => _objects.TryRemove(key, out _);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task PutAsync(HttpContext context)
    {
        Interlocked.Increment(ref Requests);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var fault = Fails();
        if (await FailsAsync(context, fault))
        {
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

    private async Task GetAsync(HttpContext context)
    {
        Interlocked.Increment(ref Reads);
        if (await FailsAsync(context, Fails()))
        {
            return;
        }

        var path = $"{context.Request.RouteValues["key"]}";
        if (context.Request.Query.ContainsKey("list-type"))
        {
            await context.Response.WriteAsync(List(path, context.Request.Query), context.RequestAborted);
            return;
        }

        var stored = _objects.GetValueOrDefault(path);
        context.Response.StatusCode = Forbids(path) ? 403 : stored is null ? 404 : 200;
        if (context.Response.StatusCode != 200)
        {
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync(
                $"<Error><Code>{(stored is null ? "NoSuchKey" : "AccessDenied")}</Code></Error>", context.RequestAborted);
            return;
        }

        foreach (var (name, value) in stored!.Metadata)
        {
            context.Response.Headers[$"x-amz-meta-{name}"] = value;
        }

        await context.Response.WriteAsync(stored.Content, context.RequestAborted);
    }

    /// <summary>Five keys a page, so that a list takes several.</summary>
    private string List(string bucket, IQueryCollection query)
    {
        var after = query.TryGetValue("continuation-token", out var token) ? $"{token}" : $"{query["start-after"]}";
        string[] keys =
        [
            .. _objects.Keys
                .Where(key => key.StartsWith($"{bucket.TrimEnd('/')}/", StringComparison.Ordinal) && !Hides(key))
                .Select(key => key[(bucket.TrimEnd('/').Length + 1)..])
                .Where(key => key.StartsWith($"{query["prefix"]}", StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0)
                .Order(StringComparer.Ordinal)
                .Take(6),
        ];
        var page = keys.Take(5).ToArray();
        return $"""
            <ListBucketResult><IsTruncated>{(keys.Length > 5 ? "true" : "false")}</IsTruncated>
            {(keys.Length > 5 ? $"<NextContinuationToken>{page[^1]}</NextContinuationToken>" : "")}
            {string.Concat(page.Select(key => $"<Contents><Key>{key}</Key></Contents>"))}</ListBucketResult>
            """;
    }

    private async Task<bool> FailsAsync(HttpContext context, StoreFault fault)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }

        if (!Down && fault != StoreFault.Before)
        {
            return false;
        }

        context.Response.StatusCode = 503;
        return true;
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
