using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud.S3;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>A test with a host of its own, and an empty bucket.</summary>
public abstract class S3Test : IAsyncLifetime
{
    protected const string Bucket = "data";

    internal S3Host Host { get; private set; } = null!;

    protected AmazonS3Client Client => Host.Client;

    protected HttpClient Http => Host.Http;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Host = await S3Host.StartAsync();
        Host.Service.PutBucket(Bucket, new BucketSettings(Versioned: false, []));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected void EnableVersioning() => Host.Service.PutBucket(Bucket, new BucketSettings(Versioned: true, []));

    protected Task<PutObjectResponse> PutAsync(string key, string content = "content") =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content }, Cancel);

    protected Task<PutObjectResponse> PutAsync(string key, byte[] content) => Client.PutObjectAsync(
        new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content) }, Cancel);

    protected async Task<string> ReadAsync(string key, string? versionId = null)
    {
        using var response = await Client.GetObjectAsync(Bucket, key, versionId, Cancel);
        using var reader = new StreamReader(response.ResponseStream);
        return await reader.ReadToEndAsync(Cancel);
    }

    protected static async Task<AmazonS3Exception> AssertErrorAsync(HttpStatusCode status, string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(call);

        Assert.Equal((status, code), (error.StatusCode, error.ErrorCode));
        return error;
    }

    protected static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
