using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>The headers that are kept with an object and come back with it.</summary>
internal static class ObjectHeaders
{
    public const string Encryption = "x-amz-server-side-encryption";

    private const string UserMetadata = "x-amz-meta-";
    private const int LargestMetadata = 2048;

    private static readonly string[] Kept =
        ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires"];

    /// <summary>Query parameters of GetObject and HeadObject that replace a header of the answer.</summary>
    public static readonly string[] Overrides = [.. Kept.Select(name => "response-" + name)];

    public static bool IsUserMetadata(string header) =>
        header.StartsWith(UserMetadata, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="S3Exception">MetadataTooLarge.</exception>
    public static Dictionary<string, string> Of(S3Request request)
    {
        var headers = new Dictionary<string, string>();
        foreach (var name in request.HeaderNames().Where(name => Kept.Contains(name) || IsUserMetadata(name)))
        {
            headers[name] = HeaderText.Decode(request.Header(name)!);
        }

        headers.TryAdd("content-type", "binary/octet-stream");
        KeepStorageClass(request, headers);
        RemoveTransferEncoding(headers);

        var metadata = headers.Where(header => IsUserMetadata(header.Key))
            .Sum(header => header.Key.Length - UserMetadata.Length + Versions.Bytes(header.Value).Length);
        return metadata <= LargestMetadata
            ? headers
            : throw new S3Exception(StatusCodes.Status400BadRequest, "MetadataTooLarge",
                "Your metadata headers exceed the maximum allowed metadata size")
            { Details = [("Size", $"{metadata}"), ("MaxSizeAllowed", $"{LargestMetadata}")] };
    }

    /// <summary>The class that a request asks for, beside headers that come from elsewhere. The default goes without saying.</summary>
    public static void KeepStorageClass(S3Request request, Dictionary<string, string> headers)
    {
        headers.Remove(StorageClass.Header);
        if (StorageClass.Of(request) is not StorageClass.Standard and var other)
        {
            headers[StorageClass.Header] = other;
        }
    }

    /// <summary>Sets what describes the version, apart from its length.</summary>
    public static void Write(S3Request request, StoredVersion stored)
    {
        var headers = request.Response.Headers;
        foreach (var (name, value) in stored.Version.Headers)
        {
            headers[name] = HeaderText.Encode(value);
        }

        foreach (var name in Kept)
        {
            if (request.Parameter("response-" + name) is { } value)
            {
                headers[name] = !value.Any(char.IsControl)
                    ? HeaderText.Encode(value)
                    : throw S3Errors.InvalidArgument("response-" + name, value, "The value has control characters.");
            }
        }

        headers.ETag = Quoted(stored.Version.ETag);
        headers.LastModified = HeaderUtilities.FormatDate(stored.Version.Modified);
        headers.AcceptRanges = "bytes";
        WriteEncryption(request.Response);
        WriteVersion(request.Response, stored);
    }

    public static void WriteVersion(HttpResponse response, StoredVersion stored)
    {
        if (stored.VersionId is not null)
        {
            response.Headers["x-amz-version-id"] = stored.VersionId;
        }
    }

    /// <summary>S3 encrypts every object so, and says it.</summary>
    public static void WriteEncryption(HttpResponse response) => response.Headers[Encryption] = "AES256";

    public static void WriteChecksum(HttpResponse response, ObjectVersion version)
    {
        if (version.Checksum is { } checksum)
        {
            response.Headers[checksum.Algorithm.Header] = checksum.Value;
            response.Headers["x-amz-checksum-type"] = checksum.Type;
        }
    }

    public static string Quoted(string etag) => $"\"{etag}\"";

    /// <summary>An ETag as a client may write it, without quotes.</summary>
    public static string Unquoted(string etag)
    {
        var text = etag.Trim();
        return (text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text).Trim('"');
    }

    private static void RemoveTransferEncoding(Dictionary<string, string> headers)
    {
        if (!headers.Remove("content-encoding", out var encoding))
        {
            return;
        }

        var kept = encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(coding => !coding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)).ToList();
        if (kept.Count > 0)
        {
            headers["content-encoding"] = string.Join(", ", kept);
        }
    }
}
