using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>Carries a request on to another server, and its answer back.</summary>
internal static class ProxiedRequest
{
    /// <summary>Headers about the connection, which is another one.</summary>
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Transfer-Encoding", "Upgrade",
    };

    public static HttpRequestMessage From(HttpRequest original, ReadOnlyMemory<byte> body)
    {
        var address = new Uri(original.Path + original.QueryString.Value, UriKind.Relative);
        var request = new HttpRequestMessage(new HttpMethod(original.Method), address)
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        foreach (var (name, values) in original.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }

    public static async Task WriteAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        var headers = answer.Headers.Concat(answer.Content.Headers);
        foreach (var (name, values) in headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
