using Amazon.S3.Model;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Report;
using ServerlessPipeline.FanOut;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Formats;

/// <summary>How much of a large object is read for its first rows.</summary>
internal static class RangeRead
{
    private const int Rows = 5;

    public static async Task RunAsync(Section section)
    {
        await using var chain = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(new() { RowsPerFile = Rows }));
        var file = await LargeFileAsync();
        await chain.S3.PutObjectAsync(new PutObjectRequest { BucketName = chain.Bucket, Key = "large", InputStream = new MemoryStream(file) });

        var counting = new CountingHandler();
        using var s3 = chain.NewS3(counting);
        var read = await new MinuteFileObjects(s3, Rows).ReadAsync(
            new ObjectVersion(chain.Bucket, "large", VersionId: null, ETag: ""), CancellationToken.None);

        section.Say($"Getting the first {read.Rows.Count} rows of an object of {file.Length / 1_000_000:N0} MB takes "
            + $"{counting.Requests} request whose answer has {counting.Bytes:N0} bytes.");
        section.Targets.Add(new($"Bytes read from S3 for {Rows} rows of {file.Length / 1_000_000:N0} MB", counting.Bytes, (64 * 1024) - 1));
    }

    private static async Task<byte[]> LargeFileAsync()
    {
        using var file = new MemoryStream();
        await MinuteFileWriter.WriteAsync(file, Sample.Candles(800));
        var row = file.ToArray().AsSpan(MinuteFile.HeaderLine.Length + 1).ToArray();
        // Nobody reads further than the first rows, so the others may be the same again and again.
        while (file.Length < 100_000_000)
        {
            file.Write(row);
        }

        return file.ToArray();
    }

    private sealed class CountingHandler : DelegatingHandler
    {
        public CountingHandler()
            : base(new SocketsHttpHandler())
        {
        }

        public int Requests { get; private set; }

        public long Bytes { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Requests++;
            Bytes += response.Content.Headers.ContentLength ?? 0;
            return response;
        }
    }
}
