using System.Net;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>
/// API reference, "Signature calculations for the Authorization header: transferring a payload in multiple chunks" and
/// "…including trailing headers".
/// </summary>
public sealed class ChunkedBodyTests : S3Test
{
    private const string Signature = ";chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
    private const string Crc = "x-amz-checksum-crc32:y/Q5Jg==";
    private const string WrongCrc = "x-amz-checksum-crc32:AAAAAA==";
    private const string CrcTrailer = "x-amz-checksum-crc32";

    [Theory]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", null,
        $"4{Signature}\r\n1234\r\n5{Signature}\r\n56789\r\n0{Signature}\r\n\r\n")]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", CrcTrailer, $"9\r\n123456789\r\n0\r\n{Crc}\r\n\r\n")]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", CrcTrailer,
        $"9{Signature}\r\n123456789\r\n0{Signature}\r\n{Crc}\r\nx-amz-trailer-signature:d81f82fc\r\n\r\n")]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", CrcTrailer,
        $"9{Signature}\r\n123456789\r\n0{Signature}\r\n{Crc}\n\r\nx-amz-trailer-signature:d81f82fc\r\n\r\n")]
    public async Task Chunks_are_put_together(string payload, string? trailer, string body)
    {
        var (status, _) = await PutChunkedAsync(payload, trailer, body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("123456789", await ReadAsync("k"));
    }

    [Theory]
    [InlineData($"9\r\n123456789\r\n0\r\n{WrongCrc}\r\n\r\n", "BadDigest")]
    [InlineData($"9\r\n123456780\r\n0\r\n{Crc}\r\n\r\n", "BadDigest")]
    [InlineData("9\r\n123456789\r\n0\r\n\r\n", "MalformedTrailerError")]
    [InlineData($"8\r\n12345678\r\n0\r\n{Crc}\r\n\r\n", "IncompleteBody")]
    [InlineData($"a\r\n1234567890\r\n0\r\n{Crc}\r\n\r\n", "IncompleteBody")]
    [InlineData("9\r\n12345", "IncompleteBody")]
    [InlineData("9\r\n123456789", "IncompleteBody")]
    [InlineData("9\r\n123456789\r\n", "IncompleteBody")]
    [InlineData("nine\r\n123456789\r\n0\r\n\r\n", "IncompleteBody")]
    [InlineData("-9\r\n123456789\r\n0\r\n\r\n", "IncompleteBody")]
    public async Task Damaged_body_is_refused_and_stores_nothing(string body, string code)
    {
        var (status, answer) = await PutChunkedAsync("STREAMING-UNSIGNED-PAYLOAD-TRAILER", CrcTrailer, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"<Code>{code}</Code>", answer);
        using var absent = await Http.GetAsync($"/{Bucket}/k", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Host.Folder, "incoming")));
    }

    [Fact]
    public async Task Payload_of_an_unknown_form_is_refused()
    {
        var (status, answer) = await PutChunkedAsync("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", null, "0\r\n\r\n");

        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", answer);
    }

    private async Task<(HttpStatusCode Status, string Answer)> PutChunkedAsync(string payload, string? trailer, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{Bucket}/k")
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)),
        };
        request.Content.Headers.ContentEncoding.Add("aws-chunked");
        request.Headers.Add("x-amz-content-sha256", payload);
        request.Headers.Add("x-amz-decoded-content-length", "9");
        if (trailer is not null)
        {
            request.Headers.Add("x-amz-trailer", trailer);
        }

        using var response = await Http.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
