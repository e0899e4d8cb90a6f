using System.Xml;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class VersionListOperations(S3Store store)
{
    public IEnumerable<Operation> All =>
    [
        new("ListObjectVersions", "GET", Level.Bucket, "versions", ListVersionsAsync)
        {
            Parameters = [.. ListDocument.Parameters, "key-marker", "version-id-marker"],
        },
    ];

    private Task ListVersionsAsync(S3Request request)
    {
        var keyMarker = request.Parameter("key-marker") ?? "";
        var versionMarker = request.Parameter("version-id-marker") ?? "";
        if (versionMarker.Length > 0 && keyMarker.Length == 0)
        {
            throw S3Errors.InvalidArgument(
                "version-id-marker", versionMarker, "A version-id marker cannot be specified without a key marker.");
        }

        var query = ListDocument.QueryOf(request, keyMarker) with
        {
            AllVersions = true,
            AfterSequence = versionMarker.Length == 0
                ? 0
                : store.Listings.SequenceOf(request.Bucket, keyMarker, versionMarker),
        };
        var (bucket, page) = store.Listings.List(query);
        var text = ListDocument.TextOf(request);
        return S3Xml.WriteAsync(request, "ListVersionsResult", xml =>
        {
            xml.WriteHead(request, bucket, query, page, text);
            xml.WriteElementString("KeyMarker", text(keyMarker));
            xml.WriteElementString("VersionIdMarker", versionMarker);
            xml.WriteGiven("NextKeyMarker", page.Last is null ? null : text(page.Last));
            xml.WriteGiven("NextVersionIdMarker", page.LastVersion?.VersionId);
            foreach (var version in page.Versions)
            {
                WriteVersion(xml, version, text);
            }

            xml.WriteGroups(page, text);
        });
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
            xml.WriteContent(version);
        }

        xml.WriteOwner("Owner");
        xml.WriteEndElement();
    }
}
