using System.Diagnostics;
using System.Net;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway;

public sealed class AwsGatewayTests : IAsyncLifetime
{
    private readonly EchoService _s3 = new("s3");
    private readonly AwsGateway _gateway;
    private readonly HttpClient _client = new();
    private readonly TemporaryFolder _folder = new();
    private readonly AccessKeys _keys = new("the tests");

    public AwsGatewayTests()
    {
        _keys.Add("AKIA", "secret");
        var options = new GatewayOptions { Port = 0, FaultLog = FaultLog };
        _gateway = new AwsGateway([_s3, new EchoService("sqs"), new EchoService("dynamodb")], options, _keys);
    }

    private string FaultLog => Path.Combine(_folder.Path, "logs", "gateway.log");

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = _gateway.Endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("s3", "s3 AKIA 0")]
    [InlineData("sqs", "sqs AKIA 0")]
    public async Task Request_reaches_the_service_that_it_is_signed_for(string service, string expected)
    {
        using var response = await Send(HttpMethod.Get, "/x", service);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, await Body(response));
    }

    [Fact]
    public async Task Requests_and_connections_are_counted_for_each_access_key()
    {
        using var client = Signing("s3");
        using var first = await client.GetAsync("/x", TestContext.Current.CancellationToken);
        using var second = await client.GetAsync("/x", TestContext.Current.CancellationToken);

        Assert.Equal(2, _gateway.Requests.Of("AKIA", "s3"));
        Assert.Equal(0, _gateway.Requests.Of("AKIA", "sqs"));
        Assert.Equal(1, _gateway.Requests.ConnectionsOf("AKIA"));
    }

    [Theory]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=AKIA/20260202/s3/aws4_request, SignedHeaders=host, Signature=0", "The algorithm")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIA/20260202/us-east-1/s3/aws4_request, SignedHeaders=host", "Signature is missing")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIA/20260201/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", "The time")]
    public async Task Signature_that_is_incomplete_or_of_another_kind_is_named(string authorization, string named)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Add("X-Amz-Date", "20260202T000000Z");

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"<Code>AuthorizationHeaderMalformed</Code>", await Body(response));
        Assert.Contains(named, await Body(response));
    }

    [Theory]
    [InlineData("evil.example", null, false)]
    [InlineData("localhost.evil.example", null, false)]
    [InlineData("127.0.0.1.evil.example:4566", null, false)]
    [InlineData("10.0.0.1", null, false)]
    [InlineData("localhost:80", null, true)]
    [InlineData("[::1]:80", null, true)]
    [InlineData("bucket.localhost", null, true)]
    [InlineData("localhost:80", "http://localhost:80", true)]
    [InlineData("localhost:80", "http://localhost:81", false)]
    [InlineData("localhost:80", "https://page.example", false)]
    [InlineData("localhost:80", "null", false)]
    public async Task Only_this_machines_names_and_no_page_of_another_origin_get_an_answer(string host, string? origin, bool answered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_health");
        request.Headers.Host = host;
        request.Headers.Add("Origin", origin is null ? [] : [origin]);

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(answered ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(answered ? "ok" : origin ?? host.Split(':')[0], await Body(response));
    }

    [Theory]
    [InlineData("AmazonSQS.SendMessage", "sqs AKIA 0")]
    [InlineData("DynamoDB_20120810.PutItem", "dynamodb AKIA 0")]
    public async Task Scope_of_no_service_falls_back_to_the_target(string target, string expected)
    {
        using var response = await Send(HttpMethod.Post, "/", "execute-api", ("X-Amz-Target", target));

        Assert.Equal(expected, await Body(response));
    }

    [Fact]
    public async Task Unknown_service_is_named()
    {
        using var response = await Send(HttpMethod.Post, "/", "kms");

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("The service &apos;kms&apos; is not played locally; dynamodb, s3, sqs are.", await Body(response));
    }

    [Theory]
    [InlineData("X-Amz-Target", "DynamoDB_20120810.PutItem", "application/x-amz-json-1.0", "{\"__type\":\"com.amazon.coral.service#MissingAuthenticationToken\"")]
    [InlineData("X-Other", "x", "application/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>MissingAuthenticationToken<")]
    public async Task Unsigned_request_is_refused_in_its_own_protocol(string header, string value, string contentType, string start)
    {
        using var response = await Send(HttpMethod.Post, "/", null, (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(start, await Body(response));
    }

    [Fact]
    public async Task Unsigned_query_request_is_refused_as_the_query_protocol_does()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Action", "ListQueues")]);
        using var response = await _client.PostAsync("/", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith("<ErrorResponse><Error><Code>MissingAuthenticationToken</Code>", await Body(response));
    }

    [Fact]
    public async Task Health_needs_no_signature()
    {
        using var response = await Send(HttpMethod.Get, "/_health", null);

        Assert.Equal("""{"status":"ok","services":["dynamodb","s3","sqs"]}""", await Body(response));
    }

    [Fact]
    public async Task Body_has_no_size_limit()
    {
        const int Size = 40_000_000;
        using var client = Signing("s3");
        using var response = await client.PutAsync("/bucket/key", new ByteArrayContent(new byte[Size]), TestContext.Current.CancellationToken);

        Assert.Equal($"s3 AKIA {Size}", await Body(response));
    }

    [Fact]
    public async Task Fault_of_a_service_is_told_in_a_sentence_and_logged_whole()
    {
        using var response = await Send(HttpMethod.Get, "/fail", "s3");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains($"An internal fault: a fault of the service (see {FaultLog})", await Body(response));
        Assert.DoesNotContain("   at ", await Body(response));
        Assert.Contains(
            "System.InvalidOperationException: a fault of the service",
            await File.ReadAllTextAsync(FaultLog, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Port_in_use_is_told_in_one_sentence()
    {
        var port = _gateway.Endpoint.Port;
        await using var second = new AwsGateway([], new GatewayOptions { Port = port }, _keys);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => second.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith($"Port {port} is in use: stop ", exception.Message);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_open_polls()
    {
        var poll = Send(HttpMethod.Get, "/poll", "s3");
        await _s3.Polled.WaitAsync(TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();

        await _gateway.DisposeAsync();

        // A host that waits gives them thirty seconds.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(28));
        await Assert.ThrowsAsync<HttpRequestException>(() => poll);
    }

    [Fact]
    public void Only_the_loopback_address_is_bound() => Assert.Equal("127.0.0.1", _gateway.Endpoint.Host);

    private HttpClient Signing(string service) =>
        new(new SigningHandler("AKIA", "secret", service)) { BaseAddress = _gateway.Endpoint };

    /// <param name="service">What it is signed for; null where it is not.</param>
    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string? service, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var signing = service is null ? null : Signing(service);
        return await (signing ?? _client).SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> Body(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
