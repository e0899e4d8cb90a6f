using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Lambda's Runtime API (version 2018-06-01) over one kept-alive connection. Every call throws
/// <see cref="RuntimeApiException"/> where the API cannot be reached or answers with an error.
/// </summary>
internal sealed class RuntimeApiClient : IDisposable
{
    private readonly string _root;
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;

    /// <param name="endpoint">Host and port.</param>
    /// <param name="http">Null for one of its own.</param>
    public RuntimeApiClient(string? endpoint, HttpClient? http)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            throw new InvalidOperationException(
                "AWS_LAMBDA_RUNTIME_API is not set: this program is a Lambda function and wants its runtime.");
        }

        _root = $"http://{endpoint}/2018-06-01/runtime/";
        _ownsHttp = http is null;
        if (http is null)
        {
            _http = LeanHttp();
        }
        else
        {
            // The next invocation may be hours away.
            http.Timeout = Timeout.InfiniteTimeSpan;
            _http = http;
        }
    }

    /// <summary>Waits for an invocation for as long as it takes.</summary>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _root + "invocation/next");
        var response = await SendAsync(request, cancellationToken);

        var headers = response.Headers;
        return new(
            Header(headers, "Lambda-Runtime-Aws-Request-Id")
                ?? throw new RuntimeApiException("The Lambda Runtime API sent an invocation without a request id."),
            Header(headers, "Lambda-Runtime-Invoked-Function-Arn"),
            Header(headers, "Lambda-Runtime-Trace-Id"),
            long.TryParse(Header(headers, "Lambda-Runtime-Deadline-Ms"), out var milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : DateTimeOffset.UnixEpoch,
            await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    public Task RespondAsync(string requestId, MemoryStream output)
    {
        var content = new ByteArrayContent(output.GetBuffer(), 0, (int)output.Length);
        content.Headers.ContentType = new("application/json");
        return PostAsync($"invocation/{requestId}/response", content);
    }

    public Task ReportErrorAsync(string requestId, Exception exception) =>
        PostErrorAsync($"invocation/{requestId}/error", exception);

    public Task ReportInitErrorAsync(Exception exception) => PostErrorAsync("init/error", exception);

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    // Without what HttpClient adds for the internet: proxies, cookies, redirects, tracing.
    private static HttpMessageInvoker LeanHttp() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private Task PostErrorAsync(string path, Exception exception)
    {
        var content = new ByteArrayContent(ErrorDocument.Of(exception));
        content.Headers.ContentType = new("application/vnd.aws.lambda.error+json");
        return PostAsync(path, content, exception.GetType().Name);
    }

    private async Task PostAsync(string path, HttpContent content, string? errorType = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _root + path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using var response = await SendAsync(request, CancellationToken.None);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _http.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new RuntimeApiException(
                $"The Lambda Runtime API refused {request.Method} {request.RequestUri}: {(int)response.StatusCode} {body}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RuntimeApiException($"The Lambda Runtime API at {_root} is gone: {e.Message}", e);
        }
    }
}
