using System.Xml;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

/// <summary>What the listings of a bucket have in common.</summary>
internal static class ListDocument
{
    private const int LargestPage = 1000;

    public static readonly string[] Parameters = ["prefix", "delimiter", "max-keys", "encoding-type"];

    public static ListQuery QueryOf(S3Request request, string after) => new(
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

    public static void WriteHead(
        this XmlWriter xml, S3Request request, Bucket bucket, ListQuery query, ListPage page, Func<string, string> text)
    {
        xml.WriteElementString("Name", bucket.Name);
        xml.WriteElementString("Prefix", text(query.Prefix));
        xml.WriteGiven("Delimiter", query.Delimiter.Length == 0 ? null : text(query.Delimiter));
        xml.WriteElementString("MaxKeys", $"{query.Limit}");
        xml.WriteGiven("EncodingType", request.Parameter("encoding-type"));
        xml.WriteFlag("IsTruncated", page.Last is not null);
    }

    public static void WriteContent(this XmlWriter xml, ObjectVersion version)
    {
        xml.WriteTime("LastModified", version.Modified);
        xml.WriteElementString("ETag", ObjectHeaders.Quoted(version.ETag));
        if (version.Checksum is { } checksum)
        {
            xml.WriteElementString("ChecksumAlgorithm", checksum.Algorithm.Name);
            xml.WriteElementString("ChecksumType", checksum.Type);
        }

        xml.WriteElementString("Size", $"{version.Size}");
        xml.WriteElementString("StorageClass", StorageClass.Of(version.HeadersJson));
    }

    public static void WriteGroups(this XmlWriter xml, ListPage page, Func<string, string> text)
    {
        foreach (var group in page.Groups)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", text(group));
            xml.WriteEndElement();
        }
    }

    public static void WriteGiven(this XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, value);
        }
    }
}
