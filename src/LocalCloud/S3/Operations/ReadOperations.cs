using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class ReadOperations(S3Store store)
{
    private static readonly string[] Headers =
    [
        "if-match", "if-modified-since", "if-none-match", "if-unmodified-since", "range", "x-amz-checksum-mode",
    ];

    public IEnumerable<Operation> All =>
    [
        new("GetObject", "GET", Level.Object, "", request => ReadAsync(request, withBody: true))
        {
            Parameters = ["versionId", .. ObjectHeaders.Overrides],
            Headers = Headers,
        },
        new("HeadObject", "HEAD", Level.Object, "", request => ReadAsync(request, withBody: false))
        {
            Parameters = ["versionId", .. ObjectHeaders.Overrides],
            Headers = Headers,
        },
    ];

    private async Task ReadAsync(S3Request request, bool withBody)
    {
        ByteRange? range = null;
        var (stored, content) = store.Objects.Open(request.Bucket, request.Key, VersionId(request), found =>
        {
            var size = found.Version.Size;
            Preconditions.CheckRead(request, found.Version);
            range = ByteRange.Of(request.Header("Range"), size);
            return !withBody ? null : range is null ? (0, size) : (range.First, range.Length);
        });
        using (content)
        {
            ObjectHeaders.Write(request, stored);
            if (range is not null)
            {
                request.Response.StatusCode = StatusCodes.Status206PartialContent;
                request.Response.Headers.ContentRange = range.OfSize(stored.Version.Size);
            }
            else if ("ENABLED".Equals(request.Header("x-amz-checksum-mode"), StringComparison.OrdinalIgnoreCase))
            {
                // Of the whole object, so of no use to the reader of a range.
                ObjectHeaders.WriteChecksum(request.Response, stored.Version);
            }

            request.Response.ContentLength = range?.Length ?? stored.Version.Size;
            await foreach (var piece in content.ReadAsync(request.Aborted))
            {
                await request.Response.Body.WriteAsync(piece, request.Aborted);
            }
        }
    }

    /// <exception cref="S3Exception">InvalidArgument.</exception>
    public static string? VersionId(S3Request request) => request.Parameter("versionId") is ""
        ? throw S3Errors.InvalidArgument("versionId", "", "Version id cannot be the empty string")
        : request.Parameter("versionId");
}
