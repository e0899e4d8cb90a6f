using System.Text;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut.Tests;

/// <summary>What is no minute file takes no slot, sends nothing, and is an error that says why.</summary>
public sealed class UnreadableFileTests(LocalAws aws)
{
    public static TheoryData<string, byte[], string> Files { get; } = new()
    {
        { "empty", [], "the file is empty" },
        { "other header", "time\topen\tclose\n1\t2\t3\n"u8.ToArray(), "column symbol: 'time'" },
        { "binary", [0x1f, 0x8b, 8, 0, 0, 0xff, (byte)'\n'], "line 1" },
        { "binary row", [.. Encoding.UTF8.GetBytes(MinuteFile.HeaderLine), (byte)'\n', 0xff, 0, 0xfe, (byte)'\n'], "not UTF-8" },
        { "endless line", Encoding.UTF8.GetBytes(MinuteFile.HeaderLine + '\n' + new string('x', 1_000_000)), "line 2" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Takes_no_slot_and_sends_nothing(string name, byte[] content, string reason)
    {
        using var scene = await Scene.CreateAsync(aws);
        var key = $"data_1_min/{name}.tsv";
        var upload = await scene.UploadAsync(key, content, fetchedAt: null);

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Contains(key, exception.Message);
        Assert.Contains(reason, exception.Message);
        Assert.Empty(await scene.ClaimedAsync());
        Assert.Empty(await scene.RowsAsync());
        Assert.Empty(await scene.RejectedRowsAsync());
    }

    [Fact]
    public async Task Empty_file_is_named_as_such_where_all_rows_are_wanted_too()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), "");

        var exception = await Assert.ThrowsAsync<FilesFailedException>(
            () => scene.Function(rows: null).HandleAsync(upload, scene.Context));

        Assert.Contains("the file is empty", exception.Message);
    }

    [Fact]
    public async Task File_that_has_gone_takes_no_slot()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1));
        var version = upload.Records[0].S3.Object.VersionId;
        await scene.S3.DeleteObjectAsync(scene.Bucket, Samples.Key(0), version, TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Contains(Samples.Key(0), exception.Message);
        Assert.Empty(await scene.ClaimedAsync());
    }
}
