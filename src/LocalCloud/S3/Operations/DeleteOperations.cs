using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed class DeleteOperations(S3Store store)
{
    private const int MostKeys = 1000;

    public IEnumerable<Operation> All =>
    [
        new("DeleteObject", "DELETE", Level.Object, "", DeleteAsync) { Parameters = ["versionId"], Headers = ["if-match"] },
        new("DeleteObjects", "POST", Level.Bucket, "delete", DeleteManyAsync) { Headers = Operation.BodyHeaders },
    ];

    private Task DeleteAsync(S3Request request)
    {
        var versionId = ReadOperations.VersionId(request);
        var deleted = store.Objects.Delete(
            request.Bucket, request.Key, versionId, Preconditions.OfWrite(request), request.Origin);
        if (deleted is not null)
        {
            ObjectHeaders.WriteVersion(request.Response, deleted);
            if (deleted.Version.IsDeleteMarker)
            {
                request.Response.Headers["x-amz-delete-marker"] = "true";
            }
        }

        request.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task DeleteManyAsync(S3Request request)
    {
        if (request.Header("Content-MD5") is null && BodyClaims.Of(request).Algorithm is null)
        {
            throw S3Errors.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }

        var document = await S3Xml.ReadAsync(request, store.Blobs, "Delete");
        S3Xml.Fields(document, "Object", "Quiet");
        var objects = document.Elements().Where(element => element.Name.LocalName == "Object").Select(Deletion.Of).ToList();
        var quiet = document.Elements().Any(element => element.Name.LocalName == "Quiet" && element.Value == "true");
        if (objects.Count is 0 or > MostKeys)
        {
            throw S3Errors.MalformedXml();
        }

        store.Buckets.Require(request.Bucket);
        var results = objects.ConvertAll(deletion => Delete(request, deletion));
        await S3Xml.WriteAsync(request, "DeleteResult", xml =>
        {
            foreach (var result in results.Where(result => !quiet || result.Name == "Error"))
            {
                xml.WriteStartElement(result.Name);
                foreach (var (name, value) in result.Fields)
                {
                    xml.WriteElementString(name, value);
                }

                xml.WriteEndElement();
            }
        });
    }

    private (string Name, List<(string, string)> Fields) Delete(S3Request request, Deletion deletion)
    {
        var fields = new List<(string, string)> { ("Key", deletion.Key) };
        if (deletion.VersionId is not null)
        {
            fields.Add(("VersionId", deletion.VersionId));
        }

        try
        {
            Permissions.DemandDelete(request, deletion.Key, deletion.VersionId, deletion.ETag);
            var condition = new WriteCondition(IfAbsent: false, deletion.ETag);
            var deleted = store.Objects.Delete(
                request.Bucket, deletion.Key, deletion.VersionId, condition, request.Origin);
            if (deleted?.Version.IsDeleteMarker == true)
            {
                fields.Add(("DeleteMarker", "true"));
                fields.Add(("DeleteMarkerVersionId", deleted.Version.VersionId));
            }

            return ("Deleted", fields);
        }
        catch (S3Exception error)
        {
            return ("Error", [.. fields, ("Code", error.Code), ("Message", error.Message)]);
        }
    }

    private sealed record Deletion(string Key, string? VersionId, string? ETag)
    {
        public static Deletion Of(XElement element)
        {
            var fields = S3Xml.Fields(element, "Key", "VersionId", "ETag");
            return new Deletion(
                fields.GetValueOrDefault("Key") is { Length: > 0 } key ? key : throw S3Errors.MalformedXml(),
                fields.GetValueOrDefault("VersionId") is { Length: > 0 } version ? version : null,
                fields.TryGetValue("ETag", out var etag) ? ObjectHeaders.Unquoted(etag) : null);
        }
    }
}
