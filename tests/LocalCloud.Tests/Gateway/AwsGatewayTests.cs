using System.Diagnostics;
using System.Net;
using ServerlessPipeline.LocalCloud.Gateway;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway;

public sealed class AwsGatewayTests : IAsyncLifetime
{
    private readonly EchoService _s3 = new("s3");
    private readonly AwsGateway _gateway;
    private readonly HttpClient _client = new();

    public AwsGatewayTests() =>
        _gateway = new AwsGateway([_s3, new EchoService("sqs"), new EchoService("dynamodb")], new GatewayOptions { Port = 0 });

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = _gateway.Endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIA1/20260202/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", "s3 AKIA1 0")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIA2/20260202/eu-west-1/sqs/aws4_request,SignedHeaders=host,Signature=0", "sqs AKIA2 0")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=AKIA3/20260202/dynamodb/aws4_request, SignedHeaders=host, Signature=0", "dynamodb AKIA3 0")]
    public async Task Request_reaches_the_service_that_it_is_signed_for(string authorization, string expected)
    {
        using var response = await Send(HttpMethod.Get, "/x", authorization);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, await Body(response));
    }

    [Fact]
    public async Task Presigned_request_is_routed_by_its_query()
    {
        using var response = await Send(
            HttpMethod.Get, "/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA4%2F20260202%2Fus-east-1%2Fs3%2Faws4_request", null);

        Assert.Equal("s3 AKIA4 0", await Body(response));
    }

    [Theory]
    [InlineData("AmazonSQS.SendMessage", "sqs AKIA 0")]
    [InlineData("DynamoDB_20120810.PutItem", "dynamodb AKIA 0")]
    public async Task Scope_of_no_service_falls_back_to_the_target(string target, string expected)
    {
        using var response = await Send(HttpMethod.Post, "/", Signed("execute-api"), ("X-Amz-Target", target));

        Assert.Equal(expected, await Body(response));
    }

    [Fact]
    public async Task Unknown_service_is_named()
    {
        using var response = await Send(HttpMethod.Post, "/", Signed("kms"));

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
        using var request = new HttpRequestMessage(HttpMethod.Put, "/bucket/key") { Content = new ByteArrayContent(new byte[Size]) };
        request.Headers.TryAddWithoutValidation("Authorization", Signed("s3"));

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal($"s3 AKIA {Size}", await Body(response));
    }

    [Fact]
    public async Task Fault_of_a_service_is_told_to_the_client()
    {
        using var response = await Send(HttpMethod.Get, "/fail", Signed("s3"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("a fault of the service", await Body(response));
    }

    [Fact]
    public async Task Port_in_use_is_told_in_one_sentence()
    {
        var port = _gateway.Endpoint.Port;
        await using var second = new AwsGateway([], new GatewayOptions { Port = port });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => second.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith($"Port {port} is in use: stop ", exception.Message);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_open_polls()
    {
        var poll = Send(HttpMethod.Get, "/poll", Signed("s3"));
        await _s3.Polled.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();

        await _gateway.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<HttpRequestException>(() => poll);
    }

    [Fact]
    public void Only_the_loopback_address_is_bound() => Assert.Equal("127.0.0.1", _gateway.Endpoint.Host);

    private static string Signed(string service) =>
        $"AWS4-HMAC-SHA256 Credential=AKIA/20260202/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0";

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string? authorization, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers.Append(("Authorization", authorization ?? "")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> Body(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
