using System.Security;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>Errors of the gateway's own, in the protocol that the request speaks.</summary>
internal static class GatewayError
{
    public static async Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        var (contentType, body) = Format(context.Request, code, message);
        context.Response.StatusCode = status;
        if (IsLambda(context.Request))
        {
            context.Response.Headers["x-amzn-ErrorType"] = code;
        }

        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static (string ContentType, string Body) Format(HttpRequest request, string code, string message)
    {
        var error = $"<Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error>";
        if (request.Headers.ContainsKey("X-Amz-Target"))
        {
            var json = new JsonObject { ["__type"] = $"com.amazon.coral.service#{code}", ["message"] = message };
            return ("application/x-amz-json-1.0", json.ToJsonString());
        }

        if (IsLambda(request))
        {
            return ("application/json", new JsonObject { ["message"] = message }.ToJsonString());
        }

        return IsQueryProtocol(request)
            ? ("text/xml", $"<ErrorResponse>{error}</ErrorResponse>")
            : ("application/xml", $"""<?xml version="1.0" encoding="UTF-8"?>{error}""");
    }

    private static bool IsLambda(HttpRequest request) => SigningScope.Of(request)?.Service == "lambda";

    private static bool IsQueryProtocol(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
}
