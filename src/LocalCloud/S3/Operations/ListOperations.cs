using System.Text;
using System.Xml;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class ListOperations(S3Store store)
{
    private const int LargestPage = 1000;

    private static readonly string[] Common = ["prefix", "delimiter", "max-keys", "encoding-type"];

    public IEnumerable<Operation> All =>
    [
        new("ListObjectsV2", "GET", Level.Bucket, "list-type", ListV2Async)
        {
            Parameters = [.. Common, "continuation-token", "fetch-owner", "start-after"],
        },
        new("ListObjectVersions", "GET", Level.Bucket, "versions", ListVersionsAsync)
        {
            Parameters = [.. Common, "key-marker", "version-id-marker"],
        },
        new("ListObjects", "GET", Level.Bucket, "", ListV1Async) { Parameters = [.. Common, "marker"] },
    ];

    private Task ListV2Async(S3Request request)
    {
        if (request.Parameter("list-type") != "2")
        {
            throw S3Errors.InvalidArgument("list-type", request.Parameter("list-type")!, "Invalid List Type specified in Query");
        }

        var token = request.Parameter("continuation-token");
        var start = request.Parameter("start-after");
        var query = QueryOf(request, token is null ? start ?? "" : DecodeToken(token));
        var withOwner = request.Parameter("fetch-owner") == "true";
        var (bucket, page) = store.Listings.List(query);
        var text = TextOf(request);
        return S3Xml.WriteAsync(request, "ListBucketResult", xml =>
        {
            WriteHead(xml, request, bucket, query, page, text);
            xml.WriteElementString("KeyCount", $"{page.Versions.Count + page.Groups.Count}");
            WriteGiven(xml, "ContinuationToken", token);
            WriteGiven(xml, "StartAfter", start is null ? null : text(start));
            WriteGiven(xml, "NextContinuationToken", page.Last is null ? null : EncodeToken(page.Last));
            WriteObjects(xml, page, text, withOwner);
            WriteGroups(xml, page, text);
        });
    }

    private Task ListV1Async(S3Request request)
    {
        var query = QueryOf(request, request.Parameter("marker") ?? "");
        var (bucket, page) = store.Listings.List(query);
        var text = TextOf(request);
        return S3Xml.WriteAsync(request, "ListBucketResult", xml =>
        {
            WriteHead(xml, request, bucket, query, page, text);
            xml.WriteElementString("Marker", text(query.After));

            // Without a delimiter a client goes on from the last key.
            WriteGiven(xml, "NextMarker", page.Last is null || query.Delimiter.Length == 0 ? null : text(page.Last));
            WriteObjects(xml, page, text, withOwner: true);
            WriteGroups(xml, page, text);
        });
    }

    private Task ListVersionsAsync(S3Request request)
    {
        var keyMarker = request.Parameter("key-marker") ?? "";
        var versionMarker = request.Parameter("version-id-marker") ?? "";
        if (versionMarker.Length > 0 && keyMarker.Length == 0)
        {
            throw S3Errors.InvalidArgument(
                "version-id-marker", versionMarker, "A version-id marker cannot be specified without a key marker.");
        }

        var query = QueryOf(request, keyMarker) with
        {
            AllVersions = true,
            AfterSequence = versionMarker.Length == 0
                ? 0
                : store.Listings.SequenceOf(request.Bucket, keyMarker, versionMarker),
        };
        var (bucket, page) = store.Listings.List(query);
        var text = TextOf(request);
        return S3Xml.WriteAsync(request, "ListVersionsResult", xml =>
        {
            WriteHead(xml, request, bucket, query, page, text);
            xml.WriteElementString("KeyMarker", text(keyMarker));
            xml.WriteElementString("VersionIdMarker", versionMarker);
            WriteGiven(xml, "NextKeyMarker", page.Last is null ? null : text(page.Last));
            WriteGiven(xml, "NextVersionIdMarker", page.LastVersion?.VersionId);
            foreach (var version in page.Versions)
            {
                WriteVersion(xml, version, text);
            }

            WriteGroups(xml, page, text);
        });
    }

    private static ListQuery QueryOf(S3Request request, string after) => new(
        request.Bucket,
        request.Parameter("prefix") ?? "",
        request.Parameter("delimiter") ?? "",
        after,
        0,
        Math.Min(LargestPage, request.Number("max-keys", LargestPage, 0, int.MaxValue)),
        AllVersions: false);

    /// <summary>How keys are written: as they are, or URL-encoded.</summary>
    public static Func<string, string> TextOf(S3Request request) => request.Parameter("encoding-type") switch
    {
        null => key => key,
        "url" => UrlEncoding.Encode,
        var other => throw S3Errors.InvalidArgument("encoding-type", other, "Invalid Encoding Method specified in Request"),
    };

    private static void WriteHead(
        XmlWriter xml, S3Request request, Bucket bucket, ListQuery query, ListPage page, Func<string, string> text)
    {
        xml.WriteElementString("Name", bucket.Name);
        xml.WriteElementString("Prefix", text(query.Prefix));
        WriteGiven(xml, "Delimiter", query.Delimiter.Length == 0 ? null : text(query.Delimiter));
        xml.WriteElementString("MaxKeys", $"{query.Limit}");
        WriteGiven(xml, "EncodingType", request.Parameter("encoding-type"));
        xml.WriteFlag("IsTruncated", page.Last is not null);
    }

    private static void WriteObjects(XmlWriter xml, ListPage page, Func<string, string> text, bool withOwner)
    {
        foreach (var version in page.Versions)
        {
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", text(version.Key));
            WriteContent(xml, version);
            if (withOwner)
            {
                xml.WriteOwner("Owner");
            }

            xml.WriteEndElement();
        }
    }

    private static void WriteVersion(XmlWriter xml, ObjectVersion version, Func<string, string> text)
    {
        xml.WriteStartElement(version.IsDeleteMarker ? "DeleteMarker" : "Version");
        xml.WriteElementString("Key", text(version.Key));
        xml.WriteElementString("VersionId", version.VersionId);
        xml.WriteFlag("IsLatest", version.IsLatest);
        if (version.IsDeleteMarker)
        {
            xml.WriteTime("LastModified", version.Modified);
        }
        else
        {
            WriteContent(xml, version);
        }

        xml.WriteOwner("Owner");
        xml.WriteEndElement();
    }

    private static void WriteContent(XmlWriter xml, ObjectVersion version)
    {
        xml.WriteTime("LastModified", version.Modified);
        xml.WriteElementString("ETag", ObjectHeaders.Quoted(version.ETag));
        if (version.Checksum is { } checksum)
        {
            xml.WriteElementString("ChecksumAlgorithm", checksum.Algorithm.Name);
            xml.WriteElementString("ChecksumType", checksum.Type);
        }

        xml.WriteElementString("Size", $"{version.Size}");
        xml.WriteElementString("StorageClass", "STANDARD");
    }

    private static void WriteGroups(XmlWriter xml, ListPage page, Func<string, string> text)
    {
        foreach (var group in page.Groups)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", text(group));
            xml.WriteEndElement();
        }
    }

    private static void WriteGiven(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, value);
        }
    }

    private static string EncodeToken(string last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(last));

    private static string DecodeToken(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw S3Errors.InvalidArgument("continuation-token", token, "The continuation token provided is incorrect");
        }
    }
}
