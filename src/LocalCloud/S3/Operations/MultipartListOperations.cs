using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class MultipartListOperations(S3Store store)
{
    private const int LargestPage = 1000;

    public IEnumerable<Operation> All =>
    [
        new("ListParts", "GET", Level.Object, "uploadId", ListPartsAsync) { Parameters = ["max-parts", "part-number-marker"] },
        new("ListMultipartUploads", "GET", Level.Bucket, "uploads", ListUploadsAsync)
        {
            Parameters = ["prefix", "key-marker", "upload-id-marker", "max-uploads", "encoding-type"],
        },
    ];

    private Task ListPartsAsync(S3Request request)
    {
        var after = request.Number("part-number-marker", 0, 0, int.MaxValue);
        var limit = Math.Min(LargestPage, request.Number("max-parts", LargestPage, 1, int.MaxValue));
        var (upload, parts) = store.Uploads.ListParts(
            request.Bucket, request.Key, request.Parameter("uploadId")!, after, limit + 1);
        var page = parts.Take(limit).ToList();
        return S3Xml.WriteAsync(request, "ListPartsResult", xml =>
        {
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("Key", request.Key);
            xml.WriteElementString("UploadId", upload.Id);
            xml.WriteElementString("PartNumberMarker", $"{after}");
            if (parts.Count > limit)
            {
                xml.WriteElementString("NextPartNumberMarker", $"{page[^1].Number}");
            }

            xml.WriteElementString("MaxParts", $"{limit}");
            xml.WriteFlag("IsTruncated", parts.Count > limit);
            foreach (var part in page)
            {
                xml.WriteStartElement("Part");
                xml.WriteElementString("PartNumber", $"{part.Number}");
                xml.WriteTime("LastModified", part.Modified);
                xml.WriteElementString("ETag", ObjectHeaders.Quoted(part.ETag));
                xml.WriteElementString("Size", $"{part.Size}");
                if (upload.Algorithm is not null)
                {
                    xml.WriteElementString(upload.Algorithm.Element, part.Checksum);
                }

                xml.WriteEndElement();
            }

            xml.WriteOwner("Initiator");
            xml.WriteOwner("Owner");
            xml.WriteElementString("StorageClass", StorageClass.Of(upload.HeadersJson));
            if (upload.Algorithm is not null)
            {
                xml.WriteElementString("ChecksumAlgorithm", upload.Algorithm.Name);
                xml.WriteElementString("ChecksumType", upload.ChecksumType);
            }
        });
    }

    private Task ListUploadsAsync(S3Request request)
    {
        var prefix = request.Parameter("prefix") ?? "";
        var keyMarker = request.Parameter("key-marker") ?? "";
        var idMarker = request.Parameter("upload-id-marker");
        var limit = Math.Min(LargestPage, request.Number("max-uploads", LargestPage, 1, int.MaxValue));
        var uploads = store.Uploads.List(request.Bucket, prefix, keyMarker, idMarker, limit + 1);
        var page = uploads.Take(limit).ToList();
        var text = ListDocument.TextOf(request);
        return S3Xml.WriteAsync(request, "ListMultipartUploadsResult", xml =>
        {
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("KeyMarker", text(keyMarker));
            xml.WriteElementString("UploadIdMarker", idMarker ?? "");
            if (uploads.Count > limit)
            {
                xml.WriteElementString("NextKeyMarker", text(page[^1].Key));
                xml.WriteElementString("NextUploadIdMarker", page[^1].Id);
            }

            xml.WriteElementString("Prefix", text(prefix));
            xml.WriteElementString("MaxUploads", $"{limit}");
            xml.WriteGiven("EncodingType", request.Parameter("encoding-type"));
            xml.WriteFlag("IsTruncated", uploads.Count > limit);
            foreach (var upload in page)
            {
                xml.WriteStartElement("Upload");
                xml.WriteElementString("Key", text(upload.Key));
                xml.WriteElementString("UploadId", upload.Id);
                xml.WriteOwner("Initiator");
                xml.WriteOwner("Owner");
                xml.WriteElementString("StorageClass", StorageClass.Of(upload.HeadersJson));
                xml.WriteTime("Initiated", upload.Started);
                xml.WriteEndElement();
            }
        });
    }
}
