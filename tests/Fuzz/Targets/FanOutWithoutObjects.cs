using System.Net;
using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.TestUtilities;
using Amazon.Runtime;
using Amazon.S3;
using ServerlessPipeline.FanOut;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>FanOut with an S3 that answers every call with 404, at once, so that nothing is ever claimed or sent.</summary>
internal static class FanOutWithoutObjects
{
    private static readonly AmazonS3Client S3 = new(
        new BasicAWSCredentials("key", "secret"),
        new AmazonS3Config
        {
            ServiceURL = "http://127.0.0.1:1",
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            HttpClientFactory = new NotFoundFactory(),
        });

    public static Task<FanOutAnswer> HandleAsync(S3Event s3Event) =>
        new FanOutHandler(new MinuteFileObjects(S3, 5), slots: null!, queue: null!, TimeProvider.System)
            .HandleAsync(s3Event, new TestLambdaContext { RemainingTime = TimeSpan.FromMinutes(1), Logger = new Silence() });

    private sealed class NotFoundFactory : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new NotFound());
    }

    private sealed class NotFound : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request });
    }

    private sealed class Silence : ILambdaLogger
    {
        public void Log(string message)
        {
        }

        public void LogLine(string message)
        {
        }
    }
}
