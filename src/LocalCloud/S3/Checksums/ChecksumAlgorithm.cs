namespace ServerlessPipeline.LocalCloud.S3.Checksums;

/// <summary>S3's additional checksums (user guide, "Checking object integrity").</summary>
internal sealed record ChecksumAlgorithm(string Name, Crc? Crc, int Bytes)
{
    public static readonly ChecksumAlgorithm Crc32 = new("CRC32", Crc.Crc32, Crc.Crc32.Bytes);
    public static readonly ChecksumAlgorithm Crc32C = new("CRC32C", Crc.Crc32C, Crc.Crc32C.Bytes);
    public static readonly ChecksumAlgorithm Crc64Nvme = new("CRC64NVME", Crc.Crc64Nvme, Crc.Crc64Nvme.Bytes);
    public static readonly ChecksumAlgorithm Sha1 = new("SHA1", null, 20);
    public static readonly ChecksumAlgorithm Sha256 = new("SHA256", null, 32);

    public static readonly IReadOnlyList<ChecksumAlgorithm> All = [Crc32, Crc32C, Crc64Nvme, Sha1, Sha256];

    /// <summary>Such as <c>x-amz-checksum-crc32</c>.</summary>
    public string Header { get; } = "x-amz-checksum-" + Name.ToLowerInvariant();

    /// <summary>Its element in the API's XML, such as <c>ChecksumCRC32</c>.</summary>
    public string Element { get; } = "Checksum" + Name;

    public static ChecksumAlgorithm? Named(string name) =>
        All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static ChecksumAlgorithm? WithHeader(string header) =>
        All.FirstOrDefault(algorithm => algorithm.Header.Equals(header, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether <paramref name="value"/> is Base64 of a checksum of this kind.</summary>
    public bool Accepts(string value)
    {
        Span<byte> bytes = stackalloc byte[64];
        return value.Length <= 64 && Convert.TryFromBase64String(value, bytes, out var written) && written == Bytes;
    }
}
