using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>Limits of what goes into a function and comes out (Lambda quotas, as of 2026).</summary>
internal static class Payloads
{
    public const int SynchronousLimit = 6 * 1024 * 1024;

    /// <summary>256 KB before October 2025.</summary>
    public const int AsynchronousLimit = 1024 * 1024;

    /// <summary>The Runtime API grants 100 bytes more than the quota says.</summary>
    public const int ResponseLimit = SynchronousLimit + 100;

    /// <summary>An empty payload is an empty object, as in AWS.</summary>
    public static ReadOnlyMemory<byte> OrEmptyObject(this ReadOnlyMemory<byte> payload) =>
        payload.IsEmpty ? "{}"u8.ToArray() : payload;

    /// <exception cref="LambdaException">It is too large or not JSON.</exception>
    public static void Require(ReadOnlyMemory<byte> payload, int limit)
    {
        if (payload.Length > limit)
        {
            throw TooLarge(limit);
        }

        try
        {
            var reader = new Utf8JsonReader(payload.OrEmptyObject().Span);
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new LambdaException(400, "InvalidRequestContentException",
                $"Could not parse request body into json: {exception.Message}", exception);
        }
    }

    public static LambdaException TooLarge(int limit) => new(413, "RequestTooLargeException",
        $"Request must be smaller than {limit} bytes for the InvokeFunction operation");

    /// <summary>The body of a request, or null where it is longer than <paramref name="limit"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > limit)
            {
                return null;
            }
        }

        return body.ToArray();
    }
}
