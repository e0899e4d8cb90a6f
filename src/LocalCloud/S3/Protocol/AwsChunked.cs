using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>
/// The <c>aws-chunked</c> content encoding, signed or not, with or without trailers (API reference, "Signature
/// calculations for the Authorization header: transferring a payload in multiple chunks"). The signatures of single
/// chunks are not looked at.
/// </summary>
internal static class AwsChunked
{
    private const int LongestLine = 16 * 1024;

    /// <summary>Hands the decoded bytes to <paramref name="sink"/>.</summary>
    /// <returns>The trailers, by lower-case name.</returns>
    /// <exception cref="S3Exception">IncompleteBody where the framing is broken.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> DecodeAsync(
        PipeReader body, Func<ReadOnlyMemory<byte>, ValueTask> sink, CancellationToken cancellationToken)
    {
        while (true)
        {
            var header = await ReadLineAsync(body, cancellationToken) ?? throw S3Errors.IncompleteBody();
            var digits = header.Split(';')[0].Trim();
            if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out var size) || size < 0)
            {
                throw S3Errors.IncompleteBody();
            }

            if (size == 0)
            {
                return await ReadTrailersAsync(body, cancellationToken);
            }

            await ReadDataAsync(body, size, sink, cancellationToken);
            if (await ReadLineAsync(body, cancellationToken) != "")
            {
                throw S3Errors.IncompleteBody();
            }
        }
    }

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

    private static async Task<IReadOnlyDictionary<string, string>> ReadTrailersAsync(
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
