using System.Text;
using System.Xml;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class ListOperations(S3Store store)
{
    public IEnumerable<Operation> All =>
    [
        new("ListObjectsV2", "GET", Level.Bucket, "list-type", ListV2Async)
        {
            Parameters = [.. ListDocument.Parameters, "continuation-token", "fetch-owner", "start-after"],
        },
        new("ListObjects", "GET", Level.Bucket, "", ListV1Async) { Parameters = [.. ListDocument.Parameters, "marker"] },
    ];

    private Task ListV2Async(S3Request request)
    {
        if (request.Parameter("list-type") != "2")
        {
            throw S3Errors.InvalidArgument(
                "list-type", request.Parameter("list-type")!, "Invalid List Type specified in Query");
        }

        var token = request.Parameter("continuation-token");
        var start = request.Parameter("start-after");
        var query = ListDocument.QueryOf(request, token is null ? start ?? "" : DecodeToken(token));
        var withOwner = request.Parameter("fetch-owner") == "true";
        var (bucket, page) = store.Listings.List(query);
        var text = ListDocument.TextOf(request);
        return S3Xml.WriteAsync(request, "ListBucketResult", xml =>
        {
            xml.WriteHead(request, bucket, query, page, text);
            xml.WriteElementString("KeyCount", $"{page.Versions.Count + page.Groups.Count}");
            xml.WriteGiven("ContinuationToken", token);
            xml.WriteGiven("StartAfter", start is null ? null : text(start));
            xml.WriteGiven("NextContinuationToken", page.Last is null ? null : EncodeToken(page.Last));
            WriteObjects(xml, page, text, withOwner);
            xml.WriteGroups(page, text);
        });
    }

    private Task ListV1Async(S3Request request)
    {
        var query = ListDocument.QueryOf(request, request.Parameter("marker") ?? "");
        var (bucket, page) = store.Listings.List(query);
        var text = ListDocument.TextOf(request);
        return S3Xml.WriteAsync(request, "ListBucketResult", xml =>
        {
            xml.WriteHead(request, bucket, query, page, text);
            xml.WriteElementString("Marker", text(query.After));

            // Without a delimiter a client goes on from the last key.
            xml.WriteGiven("NextMarker", page.Last is null || query.Delimiter.Length == 0 ? null : text(page.Last));
            WriteObjects(xml, page, text, withOwner: true);
            xml.WriteGroups(page, text);
        });
    }

    private static void WriteObjects(XmlWriter xml, ListPage page, Func<string, string> text, bool withOwner)
    {
        foreach (var version in page.Versions)
        {
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", text(version.Key));
            xml.WriteContent(version);
            if (withOwner)
            {
                xml.WriteOwner("Owner");
            }

            xml.WriteEndElement();
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
