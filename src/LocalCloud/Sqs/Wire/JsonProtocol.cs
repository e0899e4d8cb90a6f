using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

/// <summary>AWS JSON 1.0, with the header for clients that know the query protocol's error codes (awsQueryCompatible).</summary>
internal sealed class JsonProtocol : IProtocol
{
    public const string TargetHeader = "X-Amz-Target";

    private const string TargetPrefix = "AmazonSQS.";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<Call> ReadAsync(HttpRequest request)
    {
        var target = request.Headers[TargetHeader].ToString();
        if (!target.StartsWith(TargetPrefix, StringComparison.Ordinal))
        {
            throw SqsException.UnknownOperation(target);
        }

        try
        {
            var input = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return new Call(
                target[TargetPrefix.Length..], input as JsonObject ?? throw SqsException.MalformedInput("The body is not a JSON object."));
        }
        catch (JsonException e)
        {
            throw SqsException.MalformedInput(e.Message);
        }
    }

    public Task WriteAsync(HttpResponse response, string operation, JsonObject? answer, string requestId) =>
        WriteAsync(response, answer ?? [], requestId);

    public Task WriteAsync(HttpResponse response, SqsException error, string requestId)
    {
        response.StatusCode = error.Status;
        response.Headers["x-amzn-query-error"] = error.Code + ";Sender";
        return WriteAsync(response, new JsonObject { ["__type"] = error.Type, ["message"] = error.Message }, requestId);
    }

    private static async Task WriteAsync(HttpResponse response, JsonObject answer, string requestId)
    {
        response.ContentType = "application/x-amz-json-1.0";
        response.Headers["x-amzn-RequestId"] = requestId;
        await response.WriteAsync(answer.ToJsonString(Plain), response.HttpContext.RequestAborted);
    }
}
