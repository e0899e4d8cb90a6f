using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.EndToEnd;

/// <summary>
/// <c>pipeline up</c> as <c>events/README.md</c> starts it: one minute, which leaves slots, and then the sample file.
/// </summary>
[CollectionDefinition(nameof(RunWithSample))]
public sealed class RunWithSample : IAsyncLifetime, ICollectionFixture<RunWithSample>
{
    public const string Bucket = "serverlesspipeline-minutefilesbucketd31e1de9";
    public const string Key = "data_1_min/dt=2026-02-02/1340.tsv";

    private PipelineProcess? _up;

    internal LocalRun Run { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _up = Run.Up("--source", "simulated", "--minutes", "1");
        await Run.WaitForItemsAsync();
        using var s3 = new AmazonS3Client(
            Run.Credentials,
            new AmazonS3Config
            {
                ServiceURL = $"http://127.0.0.1:{Run.Port}",
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
            });
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, FilePath = Event("sample.tsv") });
    }

    public async ValueTask DisposeAsync()
    {
        if (_up is not null)
        {
            await _up.DisposeAsync();
        }

        Run.Dispose();
    }

    internal static string Event(string name) => Path.Combine(Checkout.Root, "events", name);
}
