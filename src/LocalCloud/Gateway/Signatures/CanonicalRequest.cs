using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>
/// The form in which a request is signed. Source: "Create a signed AWS API request" in IAM's user guide, and for S3 "Signature
/// calculations for the Authorization header" in its API reference.
/// </summary>
internal static class CanonicalRequest
{
    private const string SignatureParameter = "X-Amz-Signature";

    /// <returns>The SHA-256 of the form, in hex.</returns>
    public static string Hash(HttpRequest request, SignatureClaim claim, string payloadHash)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];

        var text = new StringBuilder(1024);
        text.Append(request.Method).Append('\n');
        text.Append(claim.IsForS3 ? ObjectPath(path) : ServicePath(path)).Append('\n');
        text.Append(Query(query)).Append('\n');
        foreach (var header in claim.SignedHeaders)
        {
            text.Append(header).Append(':').Append(HeaderValue(request, header)).Append('\n');
        }

        text.Append('\n').AppendJoin(';', claim.SignedHeaders).Append('\n').Append(payloadHash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>S3's: encoded once, and nothing else changed, since a key may hold anything.</summary>
    private static string ObjectPath(string path) => UriEncoding.Encode(UriEncoding.Decode(path, plusIsSpace: false), keepSlash: true);

    /// <summary>Without "." and ".." and empty segments, and encoded once more than it was sent.</summary>
    private static string ServicePath(string path)
    {
        if (path is "/" or "")
        {
            return "/";
        }

        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            }
            else if (segment is not ("" or "."))
            {
                segments.Add(segment);
            }
        }

        var normal = "/" + string.Join('/', segments) + (segments.Count > 0 && path.EndsWith('/') ? "/" : "");
        return UriEncoding.Encode(Encoding.UTF8.GetBytes(normal), keepSlash: true);
    }

    private static string Query(string query)
    {
        if (query.Length == 0)
        {
            return "";
        }

        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Parameter)
            .Where(parameter => parameter.Name != SignatureParameter)
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .ThenBy(parameter => parameter.Value, StringComparer.Ordinal);
        return string.Join('&', parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));
    }

    private static (string Name, string Value) Parameter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Encoded(text), "") : (Encoded(text.AsSpan(0, equals)), Encoded(text.AsSpan(equals + 1)));

        static string Encoded(ReadOnlySpan<char> text) =>
            UriEncoding.Encode(UriEncoding.Decode(text, plusIsSpace: true), keepSlash: false);
    }

    /// <summary>Several values with commas between, without spaces around them, and runs of spaces as one.</summary>
    private static string HeaderValue(HttpRequest request, string name) => string.Join(
        ',', request.Headers[name].Select(value => string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
