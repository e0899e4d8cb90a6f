using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ServerlessPipeline.LocalCloud.S3.Checksums;

/// <summary>A checksum computed piece by piece.</summary>
internal sealed class RunningChecksum(ChecksumAlgorithm algorithm) : IDisposable
{
    private readonly IncrementalHash? _hash = algorithm.Crc is null
        ? IncrementalHash.CreateHash(algorithm == ChecksumAlgorithm.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256)
        : null;

    private ulong _crc;

    public ChecksumAlgorithm Algorithm => algorithm;

    public void Append(ReadOnlySpan<byte> data)
    {
        if (algorithm.Crc is { } crc)
        {
            _crc = crc.Append(_crc, data);
        }
        else
        {
            _hash!.AppendData(data);
        }
    }

    /// <summary>The checksum in Base64, as the API carries it.</summary>
    public string Finish() => algorithm.Crc is null
        ? Convert.ToBase64String(_hash!.GetHashAndReset())
        : CrcValue.ToBase64(algorithm, _crc);

    public void Dispose() => _hash?.Dispose();
}

/// <summary>A CRC between its number and the API's form, Base64 of the bytes in big-endian order.</summary>
internal static class CrcValue
{
    public static string ToBase64(ChecksumAlgorithm algorithm, ulong crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes[^algorithm.Bytes..]);
    }

    public static ulong FromBase64(string value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        var crc = Convert.FromBase64String(value);
        crc.CopyTo(bytes[^crc.Length..]);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
