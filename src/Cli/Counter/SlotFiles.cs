using Amazon.S3.Model;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>What has become of the files that hold a slot.</summary>
internal sealed class SlotFiles(AwsClients clients, string bucket)
{
    private const int CallsAtOnce = 8;

    /// <summary>In the order of the slots.</summary>
    public async Task<IReadOnlyList<SlotFile>> ReadAsync(IReadOnlyList<Slot> slots, CancellationToken cancellationToken)
    {
        var files = new SlotFile[slots.Count];
        await Parallel.ForAsync(
            0,
            slots.Count,
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (index, token) => files[index] = SlotFile.Of(slots[index], await VersionsAsync(slots[index].Key, token)));
        return files;
    }

    private async Task<IReadOnlyList<S3ObjectVersion>> VersionsAsync(string key, CancellationToken cancellationToken)
    {
        var response = await clients.S3.ListVersionsAsync(
            new ListVersionsRequest { BucketName = bucket, Prefix = key }, cancellationToken);
        return [.. (response.Versions ?? []).Where(version => version.Key == key)];
    }
}
