using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

/// <summary>The older protocol: a form that names its <c>Action</c>, answered in XML.</summary>
internal sealed class QueryProtocol : IProtocol
{
    private static readonly XNamespace Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

    // Carriage returns stay what they are; XML readers turn unescaped ones into line feeds.
    private static readonly XmlWriterSettings Xml = new() { NewLineHandling = NewLineHandling.Entitize, Encoding = new UTF8Encoding(false) };

    public async Task<Call> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            throw SqsException.UnknownOperation(null);
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var input = QueryForm.ToJson(form.Select(field => (field.Key, field.Value.ToString())));
        var operation = (string?)input["Action"] ?? throw SqsException.UnknownOperation(null);
        input.Remove("Action");
        input.Remove("Version");
        return new Call(operation, input);
    }

    public Task WriteAsync(HttpResponse response, string operation, JsonObject? answer, string requestId)
    {
        var root = new XElement(Namespace + (operation + "Response"));
        if (answer is not null)
        {
            root.Add(QueryXml.ToXml(Namespace, operation, answer));
        }

        root.Add(new XElement(Namespace + "ResponseMetadata", new XElement(Namespace + "RequestId", requestId)));
        return WriteAsync(response, root, requestId);
    }

    public Task WriteAsync(HttpResponse response, SqsException error, string requestId)
    {
        response.StatusCode = error.Status;
        return WriteAsync(response, new XElement(
            Namespace + "ErrorResponse",
            new XElement(
                Namespace + "Error",
                new XElement(Namespace + "Type", "Sender"),
                new XElement(Namespace + "Code", error.Code),
                new XElement(Namespace + "Message", error.Message)),
            new XElement(Namespace + "RequestId", requestId)), requestId);
    }

    private static async Task WriteAsync(HttpResponse response, XElement root, string requestId)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Xml))
        {
            root.Save(writer);
        }

        response.ContentType = "text/xml";
        response.Headers["x-amzn-RequestId"] = requestId;
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), response.HttpContext.RequestAborted);
    }
}
