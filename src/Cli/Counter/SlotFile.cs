using System.Text.Json.Serialization;
using Amazon.S3.Model;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>A slot and its file.</summary>
/// <param name="Minute">The candles' open time; null where the key is not a minute file's.</param>
/// <param name="Uploaded">When S3 got this version; null where it has it no more.</param>
internal sealed record SlotFile(string Key, string Version, DateTimeOffset? Minute, SlotFileState File, DateTimeOffset? Uploaded)
{
    /// <param name="slot">The slot.</param>
    /// <param name="versions">All versions of its key, delete markers included.</param>
    public static SlotFile Of(Slot slot, IReadOnlyList<S3ObjectVersion> versions)
    {
        // A bucket without versions gives every object the version "null", and FanOut knows it by its ETag.
        var claimed = versions.FirstOrDefault(version => version.IsDeleteMarker != true
            && (version.VersionId == slot.Version || version.ETag?.Trim('"') == slot.Version));
        var latest = versions.FirstOrDefault(version => version.IsLatest == true);
        var state = claimed switch
        {
            null => SlotFileState.Gone,
            { IsLatest: true } => SlotFileState.Present,
            _ => latest?.IsDeleteMarker == false ? SlotFileState.Replaced : SlotFileState.Deleted,
        };
        return new SlotFile(
            slot.Key,
            slot.Version,
            slot.Minute,
            state,
            claimed?.LastModified is { } modified ? new DateTimeOffset(modified.ToUniversalTime()) : null);
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<SlotFileState>))]
internal enum SlotFileState
{
    /// <summary>In the bucket as it was when it was claimed.</summary>
    [JsonStringEnumMemberName("present")]
    Present,

    /// <summary>Another version has taken its place.</summary>
    [JsonStringEnumMemberName("replaced")]
    Replaced,

    /// <summary>Deleted; the version can still be brought back.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,

    /// <summary>The version is not in the bucket.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,
}
