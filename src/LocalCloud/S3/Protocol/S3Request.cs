using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessPipeline.LocalCloud.S3.Notifications;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>One request, taken apart as S3 does: from the target as it was sent, since a key may hold anything.</summary>
internal sealed class S3Request
{
    private const string VirtualHostSuffix = ".localhost";
    private const int LongestKey = 1024;

    private readonly string _bucket;
    private readonly string _key;

    public S3Request(HttpContext context)
    {
        Context = context;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?');
        var path = question < 0 ? target : target[..question];
        Query = ParseQuery(question < 0 ? "" : target[(question + 1)..]);

        Path = path;
        if (!path.StartsWith('/'))
        {
            throw UrlEncoding.InvalidUri();
        }

        var names = path[1..];
        var host = context.Request.Host.Host;
        if (host.EndsWith(VirtualHostSuffix, StringComparison.OrdinalIgnoreCase))
        {
            _bucket = host[..^VirtualHostSuffix.Length];
        }
        else
        {
            var slash = names.IndexOf('/');
            _bucket = UrlEncoding.Decode(slash < 0 ? names : names[..slash], plusIsSpace: false);
            names = slash < 0 ? "" : names[(slash + 1)..];
        }

        _key = UrlEncoding.Decode(names, plusIsSpace: false);
        if (Versions.Bytes(_key).Length > LongestKey)
        {
            throw new S3Exception(StatusCodes.Status400BadRequest, "KeyTooLongError", "Your key is too long")
            { Details = [("Size", $"{Versions.Bytes(_key).Length}"), ("MaxSizeAllowed", $"{LongestKey}")] };
        }
    }

    public HttpContext Context { get; }

    public HttpResponse Response => Context.Response;

    public CancellationToken Aborted => Context.RequestAborted;

    public string Method => Context.Request.Method;

    /// <summary>As it was sent, percent-encoded.</summary>
    public string Path { get; }

    /// <summary>Query parameters, of which a repeated one counts once.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    public bool HasBucket => _bucket.Length > 0;

    public bool HasKey => HasBucket && _key.Length > 0;

    /// <summary>The bucket's name, for operations on buckets and objects.</summary>
    public string Bucket => HasBucket ? _bucket : throw new InvalidOperationException("The request names no bucket.");

    public string Key => HasKey ? _key : throw new InvalidOperationException("The request names no key.");

    public RequestOrigin Origin => new(
        ResponseIds.RequestId(Context), ResponseIds.HostId(Context), Context.Connection.RemoteIpAddress?.ToString() ?? "");

    /// <summary>A header, or the query parameter of a presigned URL that stands for it; null if there is none.</summary>
    public string? Header(string name)
    {
        var values = Context.Request.Headers[name];
        return values.Count > 0 ? string.Join(',', values.ToArray())
            : name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) ? Parameter(name)
            : null;
    }

    /// <summary>The names of the headers, and of the parameters that stand for one, in lower case.</summary>
    public IEnumerable<string> HeaderNames() => Context.Request.Headers.Keys
        .Concat(Query.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
        .Select(name => name.ToLowerInvariant())
        .Distinct();

    public string? Parameter(string name) => Query.GetValueOrDefault(name);

    /// <summary>A parameter that is a number; <paramref name="fallback"/> if it is not given.</summary>
    /// <exception cref="S3Exception">InvalidArgument.</exception>
    public int Number(string name, int fallback, int smallest, int greatest)
    {
        if (Parameter(name) is not { } text)
        {
            return fallback;
        }

        return int.TryParse(text, out var value) && value >= smallest && value <= greatest
            ? value
            : throw S3Errors.InvalidArgument(
                name, text, $"Argument {name} must be an integer between {smallest} and {greatest}");
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=');
            var name = UrlEncoding.Decode(equals < 0 ? parameter : parameter.AsSpan(0, equals), plusIsSpace: true);
            parameters[name] = equals < 0 ? "" : UrlEncoding.Decode(parameter.AsSpan(equals + 1), plusIsSpace: true);
        }

        return parameters;
    }
}

/// <summary>The ids that S3 gives each answer.</summary>
internal static class ResponseIds
{
    private const string RequestIdHeader = "x-amz-request-id";
    private const string HostIdHeader = "x-amz-id-2";

    /// <summary>Sets the headers that every answer has. A request id that is there already stays.</summary>
    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Server = "AmazonS3";
        headers.TryAdd(RequestIdHeader, Convert.ToHexString(RandomNumberGenerator.GetBytes(8)));
        headers.TryAdd(HostIdHeader, Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));
    }

    public static string RequestId(HttpContext context) => context.Response.Headers[RequestIdHeader].ToString();

    public static string HostId(HttpContext context) => context.Response.Headers[HostIdHeader].ToString();
}
