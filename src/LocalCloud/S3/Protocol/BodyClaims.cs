using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>What a request says of its body, which must prove true (user guide, "Checking object integrity").</summary>
/// <param name="Length">Of the content, in bytes.</param>
/// <param name="IsChunked">Whether it comes in the <c>aws-chunked</c> encoding.</param>
/// <param name="Md5">Of the content, or null.</param>
/// <param name="Sha256">Of the content, or null.</param>
/// <param name="Algorithm">Of the additional checksum, or null.</param>
/// <param name="Checksum">Its value in Base64; null where it follows in a trailer.</param>
internal sealed record BodyClaims(
    long Length, bool IsChunked, byte[]? Md5, byte[]? Sha256, ChecksumAlgorithm? Algorithm, string? Checksum)
{
    private const string PayloadHash = "x-amz-content-sha256";

    /// <exception cref="S3Exception">A claim is missing, is malformed or contradicts another.</exception>
    public static BodyClaims Of(S3Request request)
    {
        var hash = request.Header(PayloadHash);
        var chunked = hash?.StartsWith("STREAMING-", StringComparison.Ordinal) == true;
        if (chunked && hash is not ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD" or "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
            or "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
        {
            throw S3Errors.NotImplemented($"The payload {hash}");
        }

        var length = chunked ? DecodedLength(request) : request.Context.Request.ContentLength;
        var (algorithm, checksum) = ChecksumOf(request);
        return new BodyClaims(
            length ?? throw new S3Exception(StatusCodes.Status411LengthRequired, "MissingContentLength",
                "You must provide the Content-Length HTTP header."),
            chunked,
            ContentMd5(request),
            chunked || hash is null or "UNSIGNED-PAYLOAD" ? null : PayloadSha256(hash),
            algorithm,
            checksum);
    }

    /// <exception cref="S3Exception">IncompleteBody, BadDigest, XAmzContentSHA256Mismatch, MalformedTrailerError.</exception>
    public void Verify(StagedBody body, IReadOnlyDictionary<string, string> trailers)
    {
        if (body.Size != Length)
        {
            throw S3Errors.IncompleteBody();
        }

        if (Md5 is not null && !Md5.AsSpan().SequenceEqual(body.Md5))
        {
            throw S3Errors.BadDigest("The Content-MD5 you specified did not match what we received.");
        }

        if (Sha256 is not null && !Sha256.AsSpan().SequenceEqual(body.Sha256))
        {
            throw new S3Exception(StatusCodes.Status400BadRequest, "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }

        if (Algorithm is null)
        {
            return;
        }

        var expected = Checksum ?? trailers.GetValueOrDefault(Algorithm.Header) ?? throw new S3Exception(
            StatusCodes.Status400BadRequest, "MalformedTrailerError",
            "The request contained trailing data that was not well-formed or did not conform to our published schema.");
        if (expected != body.Checksum!.Value)
        {
            throw S3Errors.BadDigest($"The {Algorithm.Name} you specified did not match the calculated checksum.");
        }
    }

    private static long? DecodedLength(S3Request request) =>
        long.TryParse(request.Header("x-amz-decoded-content-length"), out var length) && length >= 0 ? length : null;

    private static byte[]? ContentMd5(S3Request request)
    {
        if (request.Header("Content-MD5") is not { } text)
        {
            return null;
        }

        var md5 = new byte[16];
        return Convert.TryFromBase64String(text, md5, out var written) && written == md5.Length
            ? md5
            : throw new S3Exception(
                StatusCodes.Status400BadRequest, "InvalidDigest", "The Content-MD5 you specified was invalid.");
    }

    private static byte[] PayloadSha256(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigit)
        ? Convert.FromHexString(hash)
        : throw S3Errors.InvalidArgument(PayloadHash, hash,
            $"{PayloadHash} must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.");

    private static (ChecksumAlgorithm?, string?) ChecksumOf(S3Request request)
    {
        var given = ChecksumAlgorithm.All.Where(algorithm => request.Header(algorithm.Header) is not null).ToList();
        var trailer = request.Header("x-amz-trailer");
        if (given.Count + (trailer is null ? 0 : 1) > 1)
        {
            throw S3Errors.InvalidRequest(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }

        if (trailer is not null)
        {
            return (ChecksumAlgorithm.WithHeader(trailer)
                ?? throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported"), null);
        }

        if (given is [var single])
        {
            var value = request.Header(single.Header)!;
            return single.Accepts(value)
                ? (single, value)
                : throw S3Errors.InvalidRequest($"Value for {single.Header} header is invalid.");
        }

        return request.Header("x-amz-sdk-checksum-algorithm") is null
            ? (null, null)
            : throw S3Errors.InvalidRequest(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers "
                + "were found.");
    }
}
