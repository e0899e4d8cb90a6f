using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>A service's answer that the caller has not got yet.</summary>
internal sealed class Answer(byte[] body)
{
    public static async Task<Answer> CaptureAsync(HttpContext context, Func<Task> next)
    {
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var captured = new MemoryStream();
        var feature = new StreamResponseBodyFeature(captured);
        context.Features.Set<IHttpResponseBodyFeature>(feature);
        try
        {
            await next();
            await feature.CompleteAsync();
        }
        finally
        {
            context.Features.Set(original);
        }

        return new Answer(captured.ToArray());
    }

    public JsonObject Json => JsonNode.Parse(body)!.AsObject();

    /// <summary>Announces all of it, sends half, and hangs up.</summary>
    public async Task WriteHalfAsync(HttpContext context)
    {
        if (body.Length > 1)
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        context.Abort();
    }

    public static async Task WriteAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentLength = null;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.Headers.Remove("x-amz-crc32");
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
