using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalCloud.S3;
using ServerlessPipeline.LocalCloud.S3.Protocol;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway.Signatures;

/// <summary>
/// The signatures that AWS publishes: the examples of S3's API reference ("Signature calculations for the Authorization header",
/// "…transferring a payload in multiple chunks", "Authenticating requests: using query parameters") and of its signature test suite.
/// </summary>
public sealed class VectorTests
{
    private const string S3Host = "examplebucket.s3.amazonaws.com";
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string S3Scope = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

    private const string ChunkedAuthorization = $"AWS4-HMAC-SHA256 Credential={S3Scope},"
        + "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,"
        + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

    private static readonly string[] ChunkSignatures =
    [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ];

    [Theory]
    [InlineData("GET", "/test.txt", Empty, "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", "Range: bytes=0-9")]
    [InlineData("PUT", "/test$file.text", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        "Date: Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class: REDUCED_REDUNDANCY")]
    [InlineData("GET", "/?lifecycle", Empty, "host;x-amz-content-sha256;x-amz-date",
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/?max-keys=2&prefix=J", Empty, "host;x-amz-content-sha256;x-amz-date",
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public async Task Examples_of_S3_are_accepted(
        string method, string target, string hash, string signedHeaders, string signature, params string[] headers)
    {
        var context = Request(method, target, S3Host, [
            $"Authorization: AWS4-HMAC-SHA256 Credential={S3Scope},SignedHeaders={signedHeaders},Signature={signature}",
            $"x-amz-content-sha256: {hash}", "x-amz-date: 20130524T000000Z", .. headers,
        ]);

        await VerifyAsync(context, "2013-05-24T00:00:00Z");
    }

    [Fact]
    public async Task Example_of_a_presigned_URL_is_accepted_for_a_day_and_no_longer()
    {
        var target = $"/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString(S3Scope)}"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

        await VerifyAsync(Request("GET", target, S3Host), "2013-05-24T23:59:59Z");

        var expired = await Assert.ThrowsAsync<SignatureException>(
            () => VerifyAsync(Request("GET", target, S3Host), "2013-05-25T00:00:01Z"));
        Assert.Contains("expired", expired.Message);
        await Assert.ThrowsAsync<SignatureException>(
            () => VerifyAsync(Request("GET", target.Replace("test.txt", "text.txt"), S3Host), "2013-05-24T23:59:59Z"));
    }

    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("GET", "/ሴ", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("GET", "//", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    public async Task Vectors_of_the_test_suite_are_accepted(string method, string target, string signature)
    {
        var context = Request(method, target, "example.amazonaws.com", [
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + $"SignedHeaders=host;x-amz-date, Signature={signature}",
            "X-Amz-Date: 20150830T123600Z",
        ]);

        await VerifyAsync(context, "2015-08-30T12:36:00Z");
    }

    [Fact]
    public async Task Example_of_a_body_in_signed_chunks_is_accepted()
    {
        Assert.Equal(65 * 1024, await DecodeAsync(ChunkedBody('a', ChunkSignatures)));
    }

    [Theory]
    [InlineData('b', 0)]
    [InlineData('a', 1)]
    [InlineData('a', 2)]
    [InlineData('a', 3)]
    public async Task Changed_chunk_or_signature_is_refused(char content, int wrong)
    {
        string[] signatures = [.. ChunkSignatures.Select((signature, index) => index == wrong - 1 ? Empty : signature)];

        var refused = await Assert.ThrowsAsync<S3Exception>(() => DecodeAsync(ChunkedBody(content, signatures)));

        Assert.Equal("SignatureDoesNotMatch", refused.Code);
    }

    private static string ChunkedBody(char content, string[] signatures) =>
        $"10000;chunk-signature={signatures[0]}\r\n{new string(content, 64 * 1024)}\r\n"
        + $"400;chunk-signature={signatures[1]}\r\n{new string(content, 1024)}\r\n0;chunk-signature={signatures[2]}\r\n\r\n";

    private static async Task<long> DecodeAsync(string body)
    {
        var context = Request("PUT", "/examplebucket/chunkObject.txt", "s3.amazonaws.com", [
            $"Authorization: {ChunkedAuthorization}",
            "x-amz-date: 20130524T000000Z", "x-amz-storage-class: REDUCED_REDUNDANCY",
            "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "Content-Encoding: aws-chunked",
            "x-amz-decoded-content-length: 66560", "Content-Length: 66824",
        ]);
        await VerifyAsync(context, "2013-05-24T00:00:00Z");
        var length = 0L;

        await AwsChunked.DecodeAsync(
            PipeReader.Create(new MemoryStream(Encoding.ASCII.GetBytes(body))),
            piece =>
            {
                length += piece.Length;
                return ValueTask.CompletedTask;
            },
            context.Features.GetRequiredFeature<LocalCloud.Gateway.Signatures.ChunkSignatures>(),
            TestContext.Current.CancellationToken);
        return length;
    }

    private static DefaultHttpContext Request(string method, string target, string host, params string[] headers)
    {
        var context = new DefaultHttpContext();
        var question = target.IndexOf('?', StringComparison.Ordinal);
        context.Request.Method = method;
        context.Request.QueryString = new QueryString(question < 0 ? "" : target[question..]);
        context.Request.Headers.Host = host;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        foreach (var header in headers.Select(header => header.Split(": ", 2)))
        {
            context.Request.Headers[header[0]] = header[1];
        }

        return context;
    }

    private static async Task VerifyAsync(HttpContext context, string now)
    {
        var keys = new AccessKeys("the tests");
        keys.Add("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        keys.Add("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        var clock = new FixedClock(DateTimeOffset.Parse(now, null));
        await new SignatureVerifier(keys, clock).VerifyAsync(context, SigningScope.Of(context.Request)!);
    }
}
