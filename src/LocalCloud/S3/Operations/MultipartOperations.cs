using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class MultipartOperations(S3Store store)
{
    private const int MostParts = 10_000;
    private const string ChecksumType = "x-amz-checksum-type";
    private const string ObjectSize = "x-amz-mp-object-size";

    public IEnumerable<Operation> All =>
    [
        new("CreateMultipartUpload", "POST", Level.Object, "uploads", CreateAsync)
        {
            TakesUserMetadata = true,
            Headers = [.. Operation.ObjectHeaders, "x-amz-checksum-algorithm", ChecksumType],
        },
        new("UploadPartCopy", "PUT", Level.Object, "uploadId", null) { SelectingHeader = CopySource.Header },
        new("UploadPart", "PUT", Level.Object, "uploadId", PutPartAsync)
        {
            Parameters = ["partNumber"],
            Headers = Operation.BodyHeaders,
        },
        new("CompleteMultipartUpload", "POST", Level.Object, "uploadId", CompleteAsync)
        {
            Headers = [.. Operation.BodyHeaders, ChecksumType, ObjectSize, "if-match", "if-none-match"],
        },
        new("AbortMultipartUpload", "DELETE", Level.Object, "uploadId", AbortAsync),
    ];

    private Task CreateAsync(S3Request request)
    {
        var target = WriteOperations.TargetOf(request);
        var algorithm = WriteOperations.AlgorithmOf(request);
        var type = TypeOf(request, algorithm);
        var id = store.Uploads.Create(target, algorithm, type);
        ObjectHeaders.WriteEncryption(request.Response);
        if (algorithm is not null)
        {
            request.Response.Headers["x-amz-checksum-algorithm"] = algorithm.Name;
            request.Response.Headers[ChecksumType] = type;
        }

        return S3Xml.WriteAsync(request, "InitiateMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("Key", request.Key);
            xml.WriteElementString("UploadId", id);
        });
    }

    private async Task PutPartAsync(S3Request request)
    {
        if (request.Parameter("partNumber") is null)
        {
            throw S3Errors.InvalidArgument("partNumber", "", "This operation requires a part number");
        }

        var number = request.Number("partNumber", 0, 1, MostParts);
        var uploadId = request.Parameter("uploadId")!;
        var claims = BodyClaims.Of(request);
        var upload = store.Uploads.Require(request.Bucket, request.Key, uploadId);
        if (upload.Algorithm is not null && upload.Algorithm != claims.Algorithm)
        {
            throw S3Errors.InvalidRequest(
                $"Checksum Type mismatch occurred, expected checksum Type: {upload.Algorithm.Name.ToLowerInvariant()}, "
                + $"actual checksum Type: {claims.Algorithm?.Name.ToLowerInvariant() ?? "null"}");
        }

        await using var body = await RequestBody.ReceiveAsync(request, claims, store.Blobs, RequestBody.LargestUpload);
        store.Uploads.PutPart(request.Bucket, request.Key, uploadId, number, body);

        request.Response.Headers.ETag = ObjectHeaders.Quoted(body.ETag);
        if (body.Checksum is { } checksum)
        {
            request.Response.Headers[checksum.Algorithm.Header] = checksum.Value;
        }
    }

    private async Task CompleteAsync(S3Request request)
    {
        // A checksum in the headers is the object's, not that of the list of parts.
        var given = ChecksumAlgorithm.All.FirstOrDefault(algorithm => request.Header(algorithm.Header) is not null);
        var expected = given is null ? null : new ObjectChecksum(given, request.Header(given.Header)!);
        var document = await S3Xml.ReadAsync(request, store.Blobs, "CompleteMultipartUpload");
        S3Xml.Fields(document, "Part");
        var parts = document.Elements().Select(PartOf).ToList();
        if (parts.Count is 0 or > MostParts)
        {
            throw S3Errors.MalformedXml();
        }

        var stored = store.Uploads.Complete(
            new NewObject(request.Bucket, request.Key, [], Preconditions.OfWrite(request), request.Origin),
            request.Parameter("uploadId")!,
            parts,
            long.TryParse(request.Header(ObjectSize), out var size) ? size : null,
            expected);

        ObjectHeaders.WriteVersion(request.Response, stored);
        ObjectHeaders.WriteEncryption(request.Response);
        await S3Xml.WriteAsync(request, "CompleteMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Location", $"http://{request.Context.Request.Host}{request.Path}");
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("Key", request.Key);
            xml.WriteElementString("ETag", ObjectHeaders.Quoted(stored.Version.ETag));
            xml.WriteChecksum(stored.Version.Checksum);
        });
    }

    private Task AbortAsync(S3Request request)
    {
        store.Uploads.Abort(request.Bucket, request.Key, request.Parameter("uploadId")!);
        request.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>CRC-64/NVME is always of the full object, a hash never (user guide, "Checking object integrity").</summary>
    private static string? TypeOf(S3Request request, ChecksumAlgorithm? algorithm)
    {
        var whole = algorithm == ChecksumAlgorithm.Crc64Nvme;
        var type = request.Header(ChecksumType)
            ?? (algorithm is null ? null : whole ? ObjectChecksum.FullObject : ObjectChecksum.Composite);
        var possible = type switch
        {
            null => true,
            ObjectChecksum.FullObject => algorithm?.Crc is not null,
            ObjectChecksum.Composite => algorithm is not null && !whole,
            _ => false,
        };
        return possible ? type : throw S3Errors.InvalidRequest(
            $"The {type} checksum type cannot be used with the {algorithm?.Name.ToLowerInvariant() ?? "null"} checksum "
            + "algorithm.");
    }

    private static NamedPart PartOf(XElement element)
    {
        var fields = S3Xml.Fields(
            element, ["PartNumber", "ETag", .. ChecksumAlgorithm.All.Select(algorithm => algorithm.Element)]);
        if (!int.TryParse(fields.GetValueOrDefault("PartNumber"), out var number)
            || !fields.TryGetValue("ETag", out var etag))
        {
            throw S3Errors.MalformedXml();
        }

        var checksum = ChecksumAlgorithm.All.FirstOrDefault(algorithm => fields.ContainsKey(algorithm.Element));
        return new NamedPart(
            number,
            ObjectHeaders.Unquoted(etag),
            checksum is null ? null : new ObjectChecksum(checksum, fields[checksum.Element]));
    }
}
