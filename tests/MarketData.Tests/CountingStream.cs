namespace ServerlessPipeline.MarketData.Tests;

/// <summary>A stream that counts the bytes taken from it and hands out at most so many at a time.</summary>
internal sealed class CountingStream(byte[] data, int maxChunk = int.MaxValue) : MemoryStream(data)
{
    public int Taken { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer[..Math.Min(buffer.Length, maxChunk)], cancellationToken);
        Taken += count;
        return count;
    }
}
