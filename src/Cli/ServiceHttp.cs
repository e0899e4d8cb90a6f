using Amazon.Runtime;

namespace ServerlessPipeline.Cli;

/// <summary>
/// How the SDK's clients of a command speak HTTP: nothing that is meant for this machine goes to a proxy, and nothing is waited for
/// without end.
/// </summary>
/// <param name="patience">How long a service may say nothing; null for as long as the client's own timeout.</param>
internal sealed class ServiceHttp(TimeSpan? patience) : HttpClientFactory
{
    /// <summary>For what answers at once; a person should not wait longer for the first word.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        LoopbackProxy.Install();
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        var client = new HttpClient(patience is { } limit ? new SilenceHandler(limit, TimeProvider.System, sockets) : sockets)
        {
            Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan,
        };
        return client;
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
