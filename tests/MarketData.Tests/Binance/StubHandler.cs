using System.Net;

namespace ServerlessPipeline.MarketData.Tests.Binance;

/// <summary>Answers every request alike and keeps the last one's address.</summary>
internal sealed class StubHandler(HttpStatusCode status, string body) : HttpMessageHandler
{
    public Uri? Asked { get; private set; }

    public Dictionary<string, string> Headers { get; } = [];

    public Exception? Failure { get; init; }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked = request.RequestUri;
        if (Failure is not null)
        {
            return Task.FromException<HttpResponseMessage>(Failure);
        }

        var response = new HttpResponseMessage(status)
        {
            Content = new StringContent(body),
            RequestMessage = request,
        };
        foreach (var (name, value) in Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    }
}
