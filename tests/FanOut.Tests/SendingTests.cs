using Amazon.Lambda.S3Events;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut.Tests;

public sealed class SendingTests(LocalAws aws)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_five_rows_become_a_message_each()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 7));

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(0), "claimed", 5, 0)], answer.Files);
        var version = upload.Records[0].S3.Object.VersionId;
        Assert.NotNull(version);
        Assert.Equal(
            Enumerable.Range(1, 5).Select(row => (
                new RowMessage(Samples.Candle(row), Samples.Key(0), version, row, Samples.FetchedAt), $"S{row}USDT")),
            await scene.RowsAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task File_with_fewer_rows_is_sent_whole(int rows)
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows));

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(0), "claimed", rows, 0)], answer.Files);
        Assert.Equal(Enumerable.Range(1, rows), await scene.RowNumbersAsync());
    }

    [Fact]
    public async Task All_rows_are_sent_where_the_setting_says_so()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 123));

        var answer = await scene.Function(rows: null).HandleAsync(upload, scene.Context);

        Assert.Equal(123, answer.Files[0].RowsSent);
        Assert.Equal(Enumerable.Range(1, 123), await scene.RowNumbersAsync());
    }

    [Fact]
    public async Task Messages_say_when_their_file_came_into_the_bucket()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 12));

        await scene.Function(rows: null).HandleAsync(upload, scene.Context);

        var metadata = await scene.S3.GetObjectMetadataAsync(scene.Bucket, Samples.Key(0), Cancellation);
        var uploadedAt = $"{metadata.LastModified!.Value.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'.000Z'}";
        Assert.Equal(Enumerable.Repeat(uploadedAt, 12), await scene.UploadTimesAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("yesterday")]
    public async Task File_that_does_not_say_when_it_was_fetched_has_its_upload_time(string? fetchedAt)
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1), fetchedAt);

        await scene.Function().HandleAsync(upload, scene.Context);

        var metadata = await scene.S3.GetObjectMetadataAsync(scene.Bucket, Samples.Key(0), Cancellation);
        var (row, _) = Assert.Single(await scene.RowsAsync());
        Assert.Equal(metadata.LastModified!.Value.ToUniversalTime(), row.FetchedAt.UtcDateTime);
    }

    [Fact]
    public async Task Row_that_is_no_candle_goes_to_the_dead_letters_and_the_others_go_on()
    {
        using var scene = await Scene.CreateAsync(aws);
        var file = (await Samples.FileAsync(rows: 6)).Replace("S3USDT\t1770039600000", "S3USDT\tnoon", StringComparison.Ordinal);
        var upload = await scene.UploadAsync(Samples.Key(0), file);

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(0), "claimed", 4, 1)], answer.Files);
        Assert.Equal([1, 2, 4, 5], await scene.RowNumbersAsync());
        var rejected = Assert.Single(await scene.RejectedRowsAsync());
        var found = upload.Records[0].S3.Object;
        Assert.Equal(
            (Samples.Key(0), found.VersionId, 3, 4, Samples.FetchedAt),
            (rejected.SourceKey, rejected.SourceVersion, rejected.SourceRow, rejected.Line, rejected.FetchedAt));
        Assert.StartsWith("S3USDT\tnoon\t3.1005\t", rejected.Text);
        Assert.Contains("open_time: 'noon'", rejected.Reason);
    }

    [Fact]
    public async Task Key_with_escapes_of_its_own_arrives_as_it_is()
    {
        using var scene = await Scene.CreateAsync(aws);
        const string key = "backfill_1_min/dt=2026-02-02/%E5%B8%81%E5%AE%89USDT-1340-1340.tsv";
        var file = (await Samples.FileAsync(rows: 1)).Replace("S1USDT", "币安USDT", StringComparison.Ordinal);
        var upload = await scene.UploadAsync(key, file);

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal(key, Assert.Single(answer.Files).Key);
        Assert.Equal(key, Assert.Single(await scene.RowsAsync()).Row.SourceKey);
    }

    [Fact]
    public async Task Large_file_is_read_no_further_than_its_rows_can_reach()
    {
        using var scene = await Scene.CreateAsync(aws);
        var file = await Samples.FileAsync(rows: 5) + string.Concat(Enumerable.Repeat("a line that nobody asked for\n", 720_000));
        Assert.True(file.Length > 20_000_000);
        var upload = await scene.UploadAsync(Samples.Key(0), file);

        await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal([1, 2, 3, 4, 5], await scene.RowNumbersAsync());
        var read = Assert.Single(scene.Wire.Calls("GET"));
        Assert.InRange(read.ResponseLength ?? long.MaxValue, 1, 64 * 1024);
    }

    [Fact]
    public async Task The_version_of_the_event_is_sent_and_not_a_later_one()
    {
        using var scene = await Scene.CreateAsync(aws);
        var first = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 2));
        await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 4));

        await scene.Function().HandleAsync(first, scene.Context);

        Assert.Equal([1, 2], await scene.RowNumbersAsync());
    }

    [Fact]
    public async Task One_bad_file_of_an_event_does_not_hold_back_the_others()
    {
        using var scene = await Scene.CreateAsync(aws);
        var bad = await scene.UploadAsync(Samples.Key(0), "no minute file\n");
        var good = await scene.UploadAsync(Samples.Key(1), await Samples.FileAsync(rows: 2, minute: 1));
        var both = new S3Event { Records = [.. bad.Records, .. good.Records] };

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(both, scene.Context));

        Assert.Contains(Samples.Key(0), exception.Message);
        Assert.DoesNotContain(Samples.Key(1), exception.Message);
        Assert.Equal(2, (await scene.RowsAsync()).Count(row => row.Row.SourceKey == Samples.Key(1)));
    }

    [Fact]
    public async Task Event_without_records_is_no_error()
    {
        using var scene = await Scene.CreateAsync(aws);

        var answer = await scene.Function().HandleAsync(new S3Event { Records = [] }, scene.Context);

        Assert.Empty(answer.Files);
    }
}
