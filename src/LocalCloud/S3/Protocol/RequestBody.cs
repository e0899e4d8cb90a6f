using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>Receives bodies, and believes nothing that was said of them before it has checked it.</summary>
internal static class RequestBody
{
    /// <summary>The most that one request may bring (API reference, PutObject and UploadPart).</summary>
    public const long LargestUpload = 5L * 1024 * 1024 * 1024;

    public static bool IsPresent(S3Request request) => request.Context.Request.ContentLength != 0
        && request.Context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody;

    /// <exception cref="S3Exception">
    /// MissingContentLength, EntityTooLarge, IncompleteBody, BadDigest, XAmzContentSHA256Mismatch, MalformedTrailerError,
    /// SignatureDoesNotMatch and what <see cref="BodyClaims.Of"/> throws.
    /// </exception>
    public static async Task<StagedBody> ReceiveAsync(S3Request request, BodyClaims claims, BlobFolder blobs, long limit)
    {
        if (claims.Length > limit)
        {
            throw new S3Exception(StatusCodes.Status400BadRequest, "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size")
            { Details = [("ProposedSize", $"{claims.Length}"), ("MaxSizeAllowed", $"{limit}")] };
        }

        request.Context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var body = blobs.Stage(claims.Algorithm);
        try
        {
            var trailers = await CopyAsync(request, claims, body);
            await body.CompleteAsync(request.Aborted);
            claims.Verify(body, trailers);
            return body;
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> CopyAsync(
        S3Request request, BodyClaims claims, StagedBody body)
    {
        var reader = request.Context.Request.BodyReader;
        if (claims.IsChunked)
        {
            return await AwsChunked.DecodeAsync(reader, WriteAsync, request.Context.Features.Get<ChunkSignatures>(), request.Aborted);
        }

        ReadResult read;
        do
        {
            read = await reader.ReadAsync(request.Aborted);
            foreach (var piece in read.Buffer)
            {
                await WriteAsync(piece);
            }

            reader.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        return new Dictionary<string, string>();

        ValueTask WriteAsync(ReadOnlyMemory<byte> piece) => body.Size + piece.Length > claims.Length
            ? throw S3Errors.IncompleteBody()
            : body.WriteAsync(piece, request.Aborted);
    }
}
