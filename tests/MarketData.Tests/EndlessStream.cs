namespace ServerlessPipeline.MarketData.Tests;

/// <summary>A beginning, then one byte over and over; fails if far more is read than any limit needs.</summary>
internal sealed class EndlessStream(byte[] beginning, byte filler) : MemoryStream(beginning)
{
    private int _taken;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.InRange(_taken, 0, 100_000);
        var count = await base.ReadAsync(buffer, cancellationToken);
        if (count == 0)
        {
            buffer.Span.Fill(filler);
            count = buffer.Length;
        }

        _taken += count;
        return count;
    }
}
