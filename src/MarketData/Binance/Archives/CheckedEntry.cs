using System.IO.Compression;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>
/// The content of a file in a zip, held against the length and the CRC-32 that the zip tells: .NET's own stream does not
/// look at them. What differs is an <see cref="InvalidDataException"/> at the end.
/// </summary>
internal sealed class CheckedEntry(ZipArchiveEntry entry) : Stream
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Step((uint)value, bits: 8))];

    private readonly Stream _content = entry.Open();
    private uint _crc = uint.MaxValue;
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _content.ReadAsync(buffer, cancellationToken);
        return Checked(buffer.Span, count);
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Checked(buffer.AsSpan(offset), _content.Read(buffer, offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Checked(ReadOnlySpan<byte> buffer, int count)
    {
        foreach (var value in buffer[..count])
        {
            _crc = (_crc >> 8) ^ Table[(byte)(_crc ^ value)];
        }

        _length += count;
        return count > 0 || (_length == entry.Length && ~_crc == entry.Crc32)
            ? count
            : throw new InvalidDataException("its content has another length or checksum than it tells");
    }

    private static uint Step(uint crc, int bits) => bits == 0 ? crc : Step((crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1))), bits - 1);
}
