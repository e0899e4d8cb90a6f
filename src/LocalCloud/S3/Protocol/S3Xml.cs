using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>The XML of S3's API.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private const int LargestDocument = 8 * 1024 * 1024;

    // Keys may hold line ends, and characters that XML 1.0 forbids; S3 takes and writes character references for both.
    private static readonly XmlReaderSettings ReaderSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        Async = true,
    };

    private static readonly XmlWriterSettings WriterSettings = new()
    {
        Encoding = new UTF8Encoding(false),
        OmitXmlDeclaration = true,
        CheckCharacters = false,
        NewLineHandling = NewLineHandling.Entitize,
        Async = true,
    };

    /// <summary>Answers with a document of the API's namespace.</summary>
    public static Task WriteAsync(S3Request request, string root, Action<XmlWriter> content) =>
        WriteAsync(request.Context, StatusCodes.Status200OK, root, Namespace, content);

    /// <summary>Answers with an error document, or without one where HTTP allows none.</summary>
    public static async Task WriteErrorAsync(HttpContext context, S3Exception error)
    {
        foreach (var (name, value) in error.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (HttpMethods.IsHead(context.Request.Method) || error.Status == StatusCodes.Status304NotModified)
        {
            context.Response.StatusCode = error.Status;
            return;
        }

        await WriteAsync(context, error.Status, "Error", "", xml =>
        {
            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", error.Message);
            foreach (var (name, value) in error.Details)
            {
                xml.WriteElementString(name, value);
            }

            xml.WriteElementString("Resource", context.Request.Path);
            xml.WriteElementString("RequestId", ResponseIds.RequestId(context));
            xml.WriteElementString("HostId", ResponseIds.HostId(context));
        });
    }

    /// <summary>The document that a request brings.</summary>
    /// <param name="root">The name of its root element.</param>
    /// <exception cref="S3Exception">MalformedXML, and the errors of <see cref="RequestBody.ReceiveAsync"/>.</exception>
    public static async Task<XElement> ReadAsync(S3Request request, BlobFolder blobs, string root)
    {
        await using var body = await RequestBody.ReceiveAsync(request, BodyClaims.Of(request), blobs, LargestDocument);
        await using Stream stream = body.File is { } file ? File.OpenRead(file) : new MemoryStream(body.Inline);
        using var reader = XmlReader.Create(stream, ReaderSettings);
        try
        {
            var element = (await XDocument.LoadAsync(reader, LoadOptions.PreserveWhitespace, request.Aborted)).Root!;
            return element.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    /// <summary>The text of an element's children by name.</summary>
    /// <param name="known">The children that we understand. Any other is refused, not ignored.</param>
    /// <exception cref="S3Exception">NotImplemented.</exception>
    public static Dictionary<string, string> Fields(XElement element, params string[] known)
    {
        var fields = new Dictionary<string, string>();
        foreach (var child in element.Elements())
        {
            var name = child.Name.LocalName;
            fields[name] = known.Contains(name)
                ? child.Value
                : throw S3Errors.NotImplemented($"The element {name} of {element.Name.LocalName}");
        }

        return fields;
    }

    public static void WriteTime(this XmlWriter xml, string name, DateTimeOffset time) =>
        xml.WriteElementString(name, time.ToString("yyyy-MM-ddTHH:mm:ss.000Z"));

    public static void WriteFlag(this XmlWriter xml, string name, bool value) =>
        xml.WriteElementString(name, value ? "true" : "false");

    public static void WriteChecksum(this XmlWriter xml, ObjectChecksum? checksum)
    {
        if (checksum is not null)
        {
            xml.WriteElementString(checksum.Algorithm.Element, checksum.Value);
            xml.WriteElementString("ChecksumType", checksum.Type);
        }
    }

    public static void WriteOwner(this XmlWriter xml, string name)
    {
        xml.WriteStartElement(name);
        xml.WriteElementString("ID", LocalAccount.Id);
        xml.WriteEndElement();
    }

    private static async Task WriteAsync(
        HttpContext context, int status, string root, string rootNamespace, Action<XmlWriter> content)
    {
        var document = new MemoryStream();
        document.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);
        await using (var xml = XmlWriter.Create(document, WriterSettings))
        {
            xml.WriteStartElement(root, rootNamespace);
            content(xml);
            xml.WriteEndElement();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = document.Length;
        document.Position = 0;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
