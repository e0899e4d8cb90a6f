using System.Text;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut.Tests;

/// <summary>What is no minute file takes no slot, sends nothing, and is an error that says why.</summary>
public sealed class UnreadableFileTests(LocalAws aws)
{
    private static readonly byte[] Header = Encoding.UTF8.GetBytes(MinuteFile.HeaderLine + '\n');

    private static readonly string Line =
        "S1USDT\t1770039600000\t1.1005\t1.1010\t1.1000\t1.1007\t1000.50\t1770039659999\t100.75000000\t151\t500.25\t50.00\n";

    public static TheoryData<string, byte[], string> Files { get; } = new()
    {
        { "dt=2026-02-02/1340", [], "the file is empty" },
        { "dt=2026-02-02/1340", "time\topen\tclose\n1\t2\t3\n"u8.ToArray(), "column symbol: 'time'" },
        { "dt=2026-02-02/1340", [0x1f, 0x8b, 8, 0, 0, 0xff, (byte)'\n'], "line 1" },
        { "dt=2026-02-02/1340", [.. Header, 0xff, 0, 0xfe, (byte)'\n'], "not UTF-8" },
        { "dt=2026-02-02/1340", [.. Header, .. Encoding.UTF8.GetBytes(new string('x', 1_000_000))], "line 2" },
        { "dt=2026-02-02/1340", Header, "the file has a header and no row" },
        { "dt=2026-02-02/1500", [.. Header, .. Encoding.UTF8.GetBytes(Line)], "the key is not that of its rows: line 2, column open_time: '1770039600000' is not the file's minute 1770044400000" },
        { "readme", [.. Header, .. Encoding.UTF8.GetBytes(Line)], "'data_1_min/readme.tsv' is not the key of a file of the pipeline" },
        { "dt=2026-13-45/9999", [.. Header, .. Encoding.UTF8.GetBytes(Line)], "is not the key of a file" },
        { "a file+100%25 東京 🕐", [.. Header, .. Encoding.UTF8.GetBytes(Line)], "is not the key of a file" },
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
