using System.Net;

namespace ServerlessPipeline.Cli;

/// <summary>
/// The proxy that the environment names, for everything but this machine: what is meant for loopback never leaves it, whatever
/// <c>HTTP_PROXY</c> or <c>ALL_PROXY</c> say.
/// </summary>
internal sealed class LoopbackProxy(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    /// <summary>From here on, for every client of this process that names no proxy of its own.</summary>
    public static void Install()
    {
        if (HttpClient.DefaultProxy is not LoopbackProxy)
        {
            HttpClient.DefaultProxy = new LoopbackProxy(HttpClient.DefaultProxy);
        }
    }

    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
