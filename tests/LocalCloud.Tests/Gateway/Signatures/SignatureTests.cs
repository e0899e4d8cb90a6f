using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud.Tests.Iam;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway.Signatures;

/// <summary>A local run refuses whoever has no key of it, in the words of each protocol.</summary>
public sealed class SignatureTests(RoleHost host) : IClassFixture<RoleHost>
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("s3", "", HttpStatusCode.Forbidden, "InvalidAccessKeyId", "SignatureDoesNotMatch", "RequestTimeTooSkewed")]
    [InlineData("sqs", "", HttpStatusCode.Forbidden, "InvalidClientTokenId", "SignatureDoesNotMatch", "SignatureDoesNotMatch")]
    [InlineData("lambda", "", HttpStatusCode.Forbidden, "UnrecognizedClientException", "InvalidSignatureException", "InvalidSignatureException")]
    [InlineData("sqs", "AmazonSQS.ListQueues", HttpStatusCode.BadRequest,
        "UnrecognizedClientException", "InvalidSignatureException", "InvalidSignatureException")]
    [InlineData("dynamodb", "DynamoDB_20120810.ListTables", HttpStatusCode.BadRequest,
        "UnrecognizedClientException", "InvalidSignatureException", "InvalidSignatureException")]
    public async Task A_stranger_is_refused_in_the_services_own_terms(
        string service, string target, HttpStatusCode status, string unknown, string mismatch, string skewed)
    {
        var operatorKey = (Id: host.Cloud.Operator.AccessKeyId, host.Cloud.Operator.Secret);
        var late = new FixedClock(TimeProvider.System.GetUtcNow().AddMinutes(-16));

        var (unknownStatus, unknownAnswer) = await SendAsync("AKIAUNKNOWN", "x");
        var (mismatchStatus, mismatchAnswer) = await SendAsync(operatorKey.Id, "operator");
        var (skewedStatus, skewedAnswer) = await SendAsync(operatorKey.Id, operatorKey.Secret, late);

        Assert.Equal((status, status, status), (unknownStatus, mismatchStatus, skewedStatus));
        Assert.Contains(unknown, unknownAnswer);
        Assert.Contains("credentials, which AWS_SHARED_CREDENTIALS_FILE may name.", unknownAnswer);
        Assert.Contains(mismatch, mismatchAnswer);
        Assert.Contains(skewed, skewedAnswer);
        Assert.DoesNotContain(operatorKey.Secret, unknownAnswer + mismatchAnswer + skewedAnswer);

        async Task<(HttpStatusCode, string)> SendAsync(string id, string secret, TimeProvider? clock = null)
        {
            using var http = new HttpClient(new SigningHandler(id, secret, service) { Clock = clock ?? TimeProvider.System });
            using var request = new HttpRequestMessage(HttpMethod.Post, host.Cloud.Endpoint);
            if (target.Length > 0)
            {
                request.Headers.Add("X-Amz-Target", target);
            }

            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, Cancel);
            response.Headers.TryGetValues("x-amzn-ErrorType", out var type);
            return (response.StatusCode, $"{type?.Single()} {await response.Content.ReadAsStringAsync(Cancel)}");
        }
    }

    [Fact]
    public async Task A_program_cannot_be_impersonated_by_its_key_alone()
    {
        var claimed = new BasicAWSCredentials(host.Program.GetCredentials().AccessKey, "a guess");

        var refused = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => host.S3(claimed).ListBucketsAsync(Cancel));

        Assert.Equal("SignatureDoesNotMatch", refused.ErrorCode);
    }

    /// <summary>What was signed is what is done: the wire between client and gateway changes a request of the operator's.</summary>
    [Theory]
    [InlineData("path")]
    [InlineData("query")]
    [InlineData("header")]
    [InlineData("added header")]
    [InlineData("body")]
    [InlineData("method")]
    public async Task A_request_that_was_changed_on_its_way_is_refused(string what)
    {
        var key = host.Cloud.Operator;
        using var http = new HttpClient(new SigningHandler(key.AccessKeyId, key.Secret, "lambda") { InnerHandler = new Tamper(what) });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Cloud.Endpoint, "/2015-03-31/functions/none/invocations?Qualifier=%24LATEST"))
        {
            Content = new StringContent("{}"),
        };
        request.Headers.Add("X-Amz-Invocation-Type", "DryRun");

        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("InvalidSignatureException", response.Headers.GetValues("x-amzn-ErrorType").Single());
    }

    [Theory]
    [InlineData("a b+c%/é=&/../x")]
    [InlineData("double//slash/")]
    [InlineData("()!*'~$@:;,")]
    public async Task Every_key_can_be_signed(string key)
    {
        var s3 = host.S3(host.Operator);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files", Key = key, ContentBody = "content" }, Cancel);

        using var found = await s3.GetObjectAsync("files", key, Cancel);
        var listed = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "files", Prefix = key }, Cancel);

        Assert.Equal(7, found.ContentLength);
        Assert.Equal(key, Assert.Single(listed.S3Objects).Key);
    }

    [Fact]
    public async Task A_presigned_URL_is_good_for_what_it_names()
    {
        var s3 = host.S3(host.Operator);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files", Key = "signed", ContentBody = "content" }, Cancel);
        var url = await s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = "files",
            Key = "signed",
            Protocol = Protocol.HTTP,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
        });
        using var http = new HttpClient();

        using var named = await http.GetAsync(url, Cancel);
        using var other = await http.GetAsync(url.Replace("/signed", "/other", StringComparison.Ordinal), Cancel);
        using var deletion = await http.DeleteAsync(url, Cancel);

        Assert.Equal("content", await named.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (other.StatusCode, deletion.StatusCode));
    }

    /// <summary>The SDK's own upload is in signed chunks; one byte of it is changed on its way.</summary>
    [Fact]
    public async Task An_upload_whose_content_was_changed_on_its_way_is_refused_and_not_stored()
    {
        using var s3 = new AmazonS3Client(host.Operator, new AmazonS3Config
        {
            ServiceURL = host.Cloud.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
            HttpClientFactory = new TamperingFactory(),
        });

        var refused = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.PutObjectAsync(
            new PutObjectRequest { BucketName = "files", Key = "changed", ContentBody = "the content" }, Cancel));

        Assert.Equal("SignatureDoesNotMatch", refused.ErrorCode);
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => host.S3(host.Operator).GetObjectAsync("files", "changed", Cancel));
    }

    [Fact]
    public async Task Whoever_is_not_told_dynalites_secret_gets_nothing_from_it()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Cloud.DynaliteEndpoint) { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.Add("Origin", "http://page.example");

        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancel));
    }

    private sealed class Tamper(string what) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            switch (what)
            {
                case "path":
                    request.RequestUri = new Uri(request.RequestUri!.ToString().Replace("none", "mine", StringComparison.Ordinal));
                    break;
                case "query":
                    request.RequestUri = new Uri(request.RequestUri!.ToString().Replace("LATEST", "OTHER", StringComparison.Ordinal));
                    break;
                case "header":
                    request.Headers.Remove("X-Amz-Invocation-Type");
                    request.Headers.Add("X-Amz-Invocation-Type", "Event");
                    break;
                case "added header":
                    request.Headers.Add("X-Amz-Log-Type", "Tail");
                    break;
                case "method":
                    request.Method = HttpMethod.Put;
                    break;
                default:
                    var body = await request.Content!.ReadAsStringAsync(cancellationToken);
                    request.Content = new StringContent(body.Replace("the content", "The content", StringComparison.Ordinal).Replace("{}", "[]", StringComparison.Ordinal));
                    break;
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class TamperingFactory : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Changing());

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
    }

    /// <summary>Changes a letter of the content, and leaves headers and length as they are.</summary>
    private sealed class Changing() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            body[body.AsSpan().IndexOf("the content"u8)] = (byte)'T';
            var changed = new ByteArrayContent(body);
            foreach (var (name, values) in request.Content.Headers)
            {
                changed.Headers.TryAddWithoutValidation(name, values);
            }

            request.Content = changed;
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
