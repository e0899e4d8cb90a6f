using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>
/// The <c>aws-chunked</c> content encoding, signed or not, with or without trailers (API reference, "Signature
/// calculations for the Authorization header: transferring a payload in multiple chunks").
/// </summary>
internal static class AwsChunked
{
    private const int LongestLine = 16 * 1024;
    private const string ChunkSignature = "chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";

    /// <summary>Hands the decoded bytes to <paramref name="sink"/>; what it has taken is good only when this has returned.</summary>
    /// <param name="body">As it was sent.</param>
    /// <param name="sink">Takes the content.</param>
    /// <param name="signatures">What the chunks must be signed with; null where they are not signed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The trailers, by lower-case name.</returns>
    /// <exception cref="S3Exception">IncompleteBody where the framing is broken, SignatureDoesNotMatch.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> DecodeAsync(
        PipeReader body,
        Func<ReadOnlyMemory<byte>, ValueTask> sink,
        ChunkSignatures? signatures,
        CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            var header = await ReadLineAsync(body, cancellationToken) ?? throw S3Errors.IncompleteBody();
            var (digits, extension) = header.Split(';', 2) is [var first, var second] ? (first.Trim(), second.Trim()) : (header.Trim(), "");
            if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out var size) || size < 0)
            {
                throw S3Errors.IncompleteBody();
            }

            if (size > 0)
            {
                await ReadDataAsync(body, size, HashedAsync, cancellationToken);
            }

            if (signatures?.IsNext(hash.GetHashAndReset(), SignatureIn(extension)) == false)
            {
                throw Unsigned("A chunk");
            }

            if (size == 0)
            {
                return CheckTrailers(await ReadTrailersAsync(body, cancellationToken), signatures);
            }

            if (await ReadLineAsync(body, cancellationToken) != "")
            {
                throw S3Errors.IncompleteBody();
            }
        }

        ValueTask HashedAsync(ReadOnlyMemory<byte> piece)
        {
            if (signatures is not null)
            {
                hash.AppendData(piece.Span);
            }

            return sink(piece);
        }
    }

    private static string SignatureIn(string extension) =>
        extension.StartsWith(ChunkSignature, StringComparison.Ordinal) ? extension[ChunkSignature.Length..] : "";

    private static Dictionary<string, string> CheckTrailers(Dictionary<string, string> trailers, ChunkSignatures? signatures)
    {
        trailers.Remove(TrailerSignature, out var signature);
        return signatures is null || trailers.Count == 0 || signatures.IsOfTrailers(trailers, signature ?? "")
            ? trailers
            : throw Unsigned("The trailer");
    }

    private static S3Exception Unsigned(string part) => new(StatusCodes.Status403Forbidden, "SignatureDoesNotMatch",
        $"{part} of the body is not what was signed: the signature we calculated does not match the signature you provided.");

    private static async Task ReadDataAsync(
        PipeReader body, long size, Func<ReadOnlyMemory<byte>, ValueTask> sink, CancellationToken cancellationToken)
    {
        while (size > 0)
        {
            var read = await body.ReadAsync(cancellationToken);
            var data = read.Buffer.Slice(0, Math.Min(size, read.Buffer.Length));
            foreach (var piece in data)
            {
                await sink(piece);
            }

            size -= data.Length;
            var ended = read.IsCompleted && data.Length == read.Buffer.Length;
            body.AdvanceTo(data.End);
            if (ended && size > 0)
            {
                throw S3Errors.IncompleteBody();
            }
        }
    }

    private static async Task<Dictionary<string, string>> ReadTrailersAsync(
        PipeReader body, CancellationToken cancellationToken)
    {
        var trailers = new Dictionary<string, string>();
        var length = 0;
        while (await ReadLineAsync(body, cancellationToken) is { } line)
        {
            length += line.Length;
            if (length > LongestLine)
            {
                throw S3Errors.IncompleteBody();
            }

            var colon = line.IndexOf(':');
            if (colon > 0)
            {
                trailers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
            }
        }

        return trailers;
    }

    /// <returns>The line without its end, or null at the end of the body.</returns>
    private static async Task<string?> ReadLineAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                body.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.Buffer.Length > LongestLine || (read.IsCompleted && !read.Buffer.IsEmpty))
            {
                throw S3Errors.IncompleteBody();
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }
}
