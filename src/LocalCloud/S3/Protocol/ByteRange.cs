using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>A part of an object (API reference, GetObject, Range; RFC 9110, section 14).</summary>
internal sealed record ByteRange(long First, long Length)
{
    /// <returns>Null where the whole object is to be sent: no header, or one that RFC 9110 has ignored.</returns>
    /// <exception cref="S3Exception">InvalidRange; NotImplemented for several ranges, which S3 does not serve.</exception>
    public static ByteRange? Of(string? header, long size)
    {
        if (header is null || !RangeHeaderValue.TryParse(header, out var parsed) || parsed.Unit != "bytes")
        {
            return null;
        }

        if (parsed.Ranges.Count != 1)
        {
            throw S3Errors.NotImplemented("A Range header with several ranges");
        }

        var range = parsed.Ranges.Single();
        var first = range.From ?? Math.Max(0, size - range.To!.Value);
        var last = range.From is null ? size - 1 : Math.Min(range.To ?? long.MaxValue, size - 1);
        return first <= last
            ? new ByteRange(first, last - first + 1)
            : throw new S3Exception(
                StatusCodes.Status416RangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable")
            {
                Details = [("RangeRequested", header), ("ActualObjectSize", $"{size}")],
                Headers = [(HeaderNames.ContentRange, $"bytes */{size}")],
            };
    }

    /// <summary>The <c>Content-Range</c> of the answer.</summary>
    public string OfSize(long size) => $"bytes {First}-{First + Length - 1}/{size}";
}
