using System.Security.Cryptography;
using ServerlessPipeline.LocalCloud.S3.Checksums;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>
/// Content on its way into the store: in memory while it is small, in a temporary file beyond, hashed as it comes.
/// Disposing it drops what was not kept.
/// </summary>
/// <param name="temporaryFile">Created when the content outgrows <see cref="InlineLimit"/>.</param>
/// <param name="checksum">The additional checksum to compute, if any.</param>
internal sealed class StagedBody(string temporaryFile, ChecksumAlgorithm? checksum) : IAsyncDisposable
{
    /// <summary>Up to this many bytes live in the database.</summary>
    public const int InlineLimit = 64 * 1024;

    private readonly MemoryStream _memory = new();
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly RunningChecksum? _checksum = checksum is null ? null : new RunningChecksum(checksum);
    private FileStream? _file;

    public long Size { get; private set; }

    /// <summary>Known once <see cref="CompleteAsync"/> has run, as the other digests are.</summary>
    public byte[] Md5 { get; private set; } = [];

    public byte[] Sha256 { get; private set; } = [];

    public ObjectChecksum? Checksum { get; private set; }

    public string ETag => Convert.ToHexStringLower(Md5);

    /// <summary>The temporary file that holds the content, or null where <see cref="Inline"/> does.</summary>
    public string? File => _file is null ? null : temporaryFile;

    public byte[] Inline => _memory.ToArray();

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        _md5.AppendData(data.Span);
        _sha256.AppendData(data.Span);
        _checksum?.Append(data.Span);
        Size += data.Length;
        if (_file is null && Size <= InlineLimit)
        {
            _memory.Write(data.Span);
            return;
        }

        if (_file is null)
        {
            _file = new FileStream(temporaryFile, FileMode.CreateNew, FileAccess.Write);
            await _file.WriteAsync(_memory.GetBuffer().AsMemory(0, (int)_memory.Length), cancellationToken);
            _memory.SetLength(0);
        }

        await _file.WriteAsync(data, cancellationToken);
    }

    /// <summary>Ends the content and computes its digests.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_file is not null)
        {
            await _file.FlushAsync(cancellationToken);
            await _file.DisposeAsync();
        }

        Md5 = _md5.GetHashAndReset();
        Sha256 = _sha256.GetHashAndReset();
        Checksum = _checksum is null ? null : new ObjectChecksum(_checksum.Algorithm, _checksum.Finish());
    }

    public async ValueTask DisposeAsync()
    {
        _md5.Dispose();
        _sha256.Dispose();
        _checksum?.Dispose();
        if (_file is not null)
        {
            await _file.DisposeAsync();
            System.IO.File.Delete(temporaryFile); // no longer there if it was kept
        }
    }
}
