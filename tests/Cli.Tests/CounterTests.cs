using Amazon.S3.Model;
using ServerlessPipeline.Cli.Counter;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What a slot is, and what has become of its file.</summary>
public sealed class CounterTests
{
    private const string Key = "data_1_min/dt=2026-02-02/1340.tsv";

    private static readonly DateTime Uploaded = new(2026, 2, 2, 13, 41, 2, DateTimeKind.Utc);

    [Theory]
    [InlineData("data_1_min/dt=2026-02-02/1340.tsv#v1", Key, "v1", true)]
    [InlineData("data_1_min/a#b.tsv#v1", "data_1_min/a#b.tsv", "v1", false)]
    [InlineData("no version", "no version", "", false)]
    public void An_identity_is_a_key_and_a_version(string identity, string key, string version, bool isMinuteFile)
    {
        var slot = new Slot(identity);

        Assert.Equal((key, version, isMinuteFile), (slot.Key, slot.Version, slot.Minute is not null));
    }

    [Fact]
    public void A_file_is_present_as_long_as_the_claimed_version_is_the_latest()
    {
        Assert.Equal(SlotFileState.Present, State(Version("v1", latest: true)));
        Assert.Equal(SlotFileState.Replaced, State(Version("v2", latest: true), Version("v1")));
        Assert.Equal(SlotFileState.Deleted, State(Marker("v2"), Version("v1")));
        Assert.Equal(SlotFileState.Gone, State(Version("v2", latest: true)));
        Assert.Equal(SlotFileState.Gone, State());
    }

    [Fact]
    public void Without_versions_the_ETag_tells_the_file()
    {
        var file = SlotFile.Of(new Slot($"{Key}#abc"), [Version("null", latest: true, etag: "\"abc\"")]);

        Assert.Equal((SlotFileState.Present, Uploaded), (file.File, file.Uploaded!.Value.UtcDateTime));
    }

    private static SlotFileState State(params S3ObjectVersion[] versions) => SlotFile.Of(new Slot($"{Key}#v1"), versions).File;

    private static S3ObjectVersion Version(string id, bool latest = false, string etag = "\"e\"") =>
        new() { Key = Key, VersionId = id, IsLatest = latest, IsDeleteMarker = false, ETag = etag, LastModified = Uploaded };

    private static S3ObjectVersion Marker(string id) => new() { Key = Key, VersionId = id, IsLatest = true, IsDeleteMarker = true };
}
