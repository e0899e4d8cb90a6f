namespace ServerlessPipeline.LocalCloud.S3.Checksums;

/// <summary>An object's or a part's additional checksum.</summary>
/// <param name="Algorithm">Which one.</param>
/// <param name="Value">Base64; of a composite one, followed by <c>-</c> and the number of parts.</param>
internal sealed record ObjectChecksum(ChecksumAlgorithm Algorithm, string Value)
{
    public const string Composite = "COMPOSITE";
    public const string FullObject = "FULL_OBJECT";

    public string Type => Value.Contains('-') ? Composite : FullObject;

    /// <summary>
    /// The checksum of an object from those of its parts: the checksum of their checksums, or for
    /// <see cref="FullObject"/> (only CRCs) that of the whole content.
    /// </summary>
    public static ObjectChecksum OfParts(
        ChecksumAlgorithm algorithm, string type, IReadOnlyList<(string Value, long Size)> parts)
    {
        if (type == FullObject)
        {
            var crc = parts.Aggregate(
                0UL, (sum, part) => algorithm.Crc!.Combine(sum, CrcValue.FromBase64(part.Value), part.Size));
            return new ObjectChecksum(algorithm, CrcValue.ToBase64(algorithm, crc));
        }

        using var running = new RunningChecksum(algorithm);
        foreach (var (value, _) in parts)
        {
            running.Append(Convert.FromBase64String(value));
        }

        return new ObjectChecksum(algorithm, $"{running.Finish()}-{parts.Count}");
    }
}
