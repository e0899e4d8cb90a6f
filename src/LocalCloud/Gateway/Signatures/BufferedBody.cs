using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>A request's body, read whole; the service reads it again.</summary>
internal static class BufferedBody
{
    /// <summary>What the largest request of DynamoDB may have; Lambda and SQS take less.</summary>
    private const int Most = 16 * 1024 * 1024;

    /// <exception cref="SignatureException">It is larger than any service takes.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (request.ContentLength > Most)
        {
            throw SignatureException.TooLarge(Most);
        }

        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
            if (body.Length > Most)
            {
                throw SignatureException.TooLarge(Most);
            }
        }

        body.Position = 0;
        request.Body = body;
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
