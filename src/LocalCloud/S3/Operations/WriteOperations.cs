using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.S3.Notifications;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class WriteOperations(S3Store store)
{
    private const string Directive = "x-amz-metadata-directive";

    public IEnumerable<Operation> All =>
    [
        new("CopyObject", "PUT", Level.Object, "", CopyAsync)
        {
            SelectingHeader = CopySource.Header,
            TakesUserMetadata = true,
            Headers =
            [
                CopySource.Header, .. CopySource.Conditions, Directive, .. Operation.ObjectHeaders, "if-match",
                "if-none-match", "x-amz-checksum-algorithm",
            ],
        },
        new("PutObject", "PUT", Level.Object, "", PutAsync)
        {
            TakesUserMetadata = true,
            Headers = [.. Operation.BodyHeaders, .. Operation.ObjectHeaders, "if-match", "if-none-match"],
        },
    ];

    public static NewObject TargetOf(S3Request request) => new(
        request.Bucket, request.Key, ObjectHeaders.Of(request), Preconditions.OfWrite(request), request.Origin);

    private async Task PutAsync(S3Request request)
    {
        var target = TargetOf(request);
        var claims = BodyClaims.Of(request);
        store.Buckets.Require(request.Bucket);
        await using var body = await RequestBody.ReceiveAsync(request, claims, store.Blobs, RequestBody.LargestUpload);
        var stored = store.Objects.Put(target, body, ObjectEvent.Put);

        request.Response.Headers.ETag = ObjectHeaders.Quoted(stored.Version.ETag);
        ObjectHeaders.WriteVersion(request.Response, stored);
        ObjectHeaders.WriteChecksum(request.Response, stored.Version);
        ObjectHeaders.WriteEncryption(request.Response);
    }

    private async Task CopyAsync(S3Request request)
    {
        var target = TargetOf(request);
        var source = CopySource.Of(request);
        var replace = request.Header(Directive)?.ToUpperInvariant() switch
        {
            null or "COPY" => false,
            "REPLACE" => true,
            var other => throw S3Errors.InvalidArgument(Directive, other, "Unknown metadata directive."),
        };
        var changes = request.Header(StorageClass.Header) is not null || request.Header(ObjectHeaders.Encryption) is not null;
        if (!replace && !changes && source == new CopySource(request.Bucket, request.Key, null))
        {
            throw S3Errors.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the "
                + "object's metadata, storage class, website redirect location or encryption attributes.");
        }

        var (original, content) = store.Objects.Open(source.Bucket, source.Key, source.VersionId, found =>
        {
            Preconditions.CheckCopySource(request, found.Version);
            return (0, found.Version.Size);
        });
        using var opened = content;
        await using var body = store.Blobs.Stage(AlgorithmOf(request) ?? original.Version.Checksum?.Algorithm);
        await foreach (var piece in content.ReadAsync(request.Aborted))
        {
            await body.WriteAsync(piece, request.Aborted);
        }

        await body.CompleteAsync(request.Aborted);
        var headers = replace ? target.Headers : new Dictionary<string, string>(original.Version.Headers);
        ObjectHeaders.KeepStorageClass(request, headers);
        var stored = store.Objects.Put(target with { Headers = headers }, body, ObjectEvent.Copy);

        ObjectHeaders.WriteVersion(request.Response, stored);
        ObjectHeaders.WriteEncryption(request.Response);
        if (original.VersionId is not null)
        {
            request.Response.Headers["x-amz-copy-source-version-id"] = original.VersionId;
        }

        await S3Xml.WriteAsync(request, "CopyObjectResult", xml =>
        {
            xml.WriteTime("LastModified", stored.Version.Modified);
            xml.WriteElementString("ETag", ObjectHeaders.Quoted(stored.Version.ETag));
            xml.WriteChecksum(stored.Version.Checksum);
        });
    }

    /// <exception cref="S3Exception">InvalidRequest.</exception>
    public static ChecksumAlgorithm? AlgorithmOf(S3Request request) =>
        request.Header("x-amz-checksum-algorithm") is not { } name ? null
        : ChecksumAlgorithm.Named(name) ?? throw S3Errors.InvalidRequest(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
            + $"[{string.Join(", ", ChecksumAlgorithm.All.Select(algorithm => algorithm.Name))}]");
}

/// <summary>What is to be copied.</summary>
internal sealed record CopySource(string Bucket, string Key, string? VersionId)
{
    public const string Header = "x-amz-copy-source";

    private const string VersionParameter = "?versionId=";

    public static readonly string[] Conditions =
    [
        Header + "-if-match", Header + "-if-modified-since", Header + "-if-none-match", Header + "-if-unmodified-since",
    ];

    /// <exception cref="S3Exception">InvalidArgument.</exception>
    public static CopySource Of(S3Request request)
    {
        var text = request.Header(Header)!;
        var version = text.LastIndexOf(VersionParameter, StringComparison.Ordinal);
        var path = UrlEncoding.Decode(version < 0 ? text : text[..version], plusIsSpace: false);
        path = path.StartsWith('/') ? path[1..] : path;
        var slash = path.IndexOf('/');
        return slash > 0 && slash < path.Length - 1
            ? new CopySource(
                path[..slash], path[(slash + 1)..], version < 0 ? null : text[(version + VersionParameter.Length)..])
            : throw S3Errors.InvalidArgument(
                Header, text, "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
}
