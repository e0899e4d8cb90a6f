using System.Security.Cryptography;
using System.Text;

namespace ServerlessPipeline.LocalServices;

/// <summary>
/// Signs plain HTTP requests, for what no SDK client here speaks: AWS Signature Version 4, written apart from what verifies it.
/// </summary>
internal sealed class SigningHandler(string accessKeyId, string secret, string service)
    : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    /// <summary>Of the signature's time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Sign(request, body, accessKeyId, secret, service, Clock);
        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>In place of a signature that it may have.</summary>
    public static void Sign(
        HttpRequestMessage request, byte[] body, string accessKeyId, string secret, string service, TimeProvider clock)
    {
        foreach (var header in new[] { "Authorization", "X-Amz-Date", "X-Amz-Content-Sha256" })
        {
            request.Headers.Remove(header);
        }

        var payloadHash = Convert.ToHexStringLower(SHA256.HashData(body));
        var time = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", null);
        request.Headers.Add("X-Amz-Date", time);
        request.Headers.TryAddWithoutValidation("X-Amz-Content-Sha256", payloadHash);
        var headers = request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default).Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value)))
            .Append((Name: "host", Value: request.Headers.Host ?? request.RequestUri!.Authority))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToList();
        var names = string.Join(';', headers.Select(header => header.Name));
        var query = request.RequestUri!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(parameter => parameter.Split('=', 2))
            .Select(parameter => $"{parameter[0]}={Uri.EscapeDataString(Uri.UnescapeDataString(parameter.ElementAtOrDefault(1) ?? ""))}")
            .Order(StringComparer.Ordinal);
        var path = request.RequestUri.AbsolutePath;
        var canonical = string.Join(
            '\n',
            request.Method.Method,
            service == "s3" ? path : path.Replace("%", "%25", StringComparison.Ordinal),
            string.Join('&', query),
            string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n")),
            names,
            payloadHash);
        var scope = $"{time[..8]}/us-east-1/{service}/aws4_request";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var signature = scope.Split('/').Append($"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}")
            .Aggregate(Encoding.UTF8.GetBytes($"AWS4{secret}"), (key, text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={accessKeyId}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(signature)}");
    }
}
