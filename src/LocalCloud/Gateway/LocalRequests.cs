using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>
/// Who listens on the loopback address is reached by every page in a browser of this machine, also under a name of the page's own
/// that it has pointed here (DNS rebinding). Programs name this machine by its own names, and send no origin.
/// </summary>
internal static class LocalRequests
{
    /// <summary>Why a request is refused; null where it is not.</summary>
    public static string? Refusal(HttpRequest request)
    {
        if (!IsLocal(request.Host.Host))
        {
            return $"This endpoint is known as 127.0.0.1 and localhost, not as '{request.Host.Host}'.";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}"
            ? null
            : $"Pages of another origin ('{origin}') have no access to this endpoint.";
    }

    /// <summary>Whether it says that a browser made it, for whatever page: browsers add these headers, and let no page take them away.</summary>
    public static bool IsOfBrowser(HttpRequest request) =>
        request.Headers.ContainsKey("Sec-Fetch-Site") || request.Headers.Origin.Count > 0;

    /// <summary>The port may be another one: it is where something forwards it.</summary>
    private static bool IsLocal(string host) => host is "127.0.0.1" or "[::1]"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
