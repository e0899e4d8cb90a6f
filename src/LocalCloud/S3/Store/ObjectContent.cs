using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>An object's bytes, or a range of them, to be read once.</summary>
internal sealed class ObjectContent : IDisposable
{
    private readonly List<Slice> _slices = [];

    public static ObjectContent Empty => new();

    /// <summary>Adds <paramref name="length"/> bytes from <paramref name="offset"/> on, of one of the two.</summary>
    public void Add(byte[]? bytes, string? file, long offset, long length) => _slices.Add(new Slice(
        bytes,
        file is null ? null : File.OpenHandle(file, share: FileShare.Read | FileShare.Delete),
        offset,
        length));

    /// <summary>The bytes in order. A piece is valid until the next is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            foreach (var slice in _slices)
            {
                if (slice.Bytes is { } bytes)
                {
                    yield return bytes.AsMemory((int)slice.Offset, (int)slice.Length);
                    continue;
                }

                for (long done = 0; done < slice.Length;)
                {
                    var wanted = (int)Math.Min(buffer.Length, slice.Length - done);
                    var read = await RandomAccess.ReadAsync(
                        slice.File!, buffer.AsMemory(0, wanted), slice.Offset + done, cancellationToken);
                    if (read == 0)
                    {
                        throw new EndOfStreamException("A blob's file is shorter than its row says.");
                    }

                    done += read;
                    yield return buffer.AsMemory(0, read);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        foreach (var slice in _slices)
        {
            slice.File?.Dispose();
        }
    }

    private sealed record Slice(byte[]? Bytes, SafeFileHandle? File, long Offset, long Length);
}
