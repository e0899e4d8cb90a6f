using System.Net;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut.Tests;

/// <summary>Repair files: no slot and every row, of the fetcher where there is no file limit, of an operator always.</summary>
public sealed class RepairTests(LocalAws aws)
{
    [Fact]
    public async Task All_rows_of_a_backfilled_file_are_sent_while_the_slots_are_used_up()
    {
        using var scene = await Scene.CreateAsync(aws);
        var function = scene.Function(files: 1);
        await function.HandleAsync(await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1)), scene.Context);
        var claimed = await scene.ClaimedAsync();
        var key = Samples.BackfillKey(minutes: 30);
        var upload = await scene.UploadAsync(key, await Samples.RepairAsync(minutes: 30));

        var answer = await function.HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(key, "backfilled", 30, 0)], answer.Files);
        var version = upload.Records[0].S3.Object.VersionId;
        Assert.Equal(
            Enumerable.Range(1, 30).Select(row => new RowMessage(
                Samples.Candle(1, Samples.Minute.AddMinutes(row - 1)), key, version, row, Samples.FetchedAt)),
            (await scene.RowsAsync()).Select(sent => sent.Row).Where(row => row.SourceKey == key));
        Assert.Equal(claimed, await scene.ClaimedAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_repair_file_of_the_fetcher_is_declined_while_there_is_a_file_limit(int files)
    {
        using var scene = await Scene.CreateAsync(aws);
        var key = Samples.RepairKey(minutes: 30);
        var upload = await scene.UploadAsync(key, await Samples.RepairAsync(minutes: 30));

        var answer = await scene.Function(files).HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(key, "declined", 0, 0)], answer.Files);
        Assert.Empty(await scene.RowsAsync());
        Assert.Empty(await scene.ClaimedAsync());
    }

    [Fact]
    public async Task A_repair_file_of_the_fetcher_is_sent_whole_where_all_files_are_let_through()
    {
        using var scene = await Scene.CreateAsync(aws);
        var key = Samples.RepairKey(minutes: 30);
        var upload = await scene.UploadAsync(key, await Samples.RepairAsync(minutes: 30));

        var answer = await scene.Function(files: null).HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(key, "repaired", 30, 0)], answer.Files);
        Assert.Equal(Enumerable.Range(1, 30), await scene.RowNumbersAsync());
    }

    [Fact]
    public async Task A_whole_day_is_sent_in_batches_of_ten_several_at_a_time()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.BackfillKey(minutes: 600), await Samples.RepairAsync(minutes: 600));
        var (running, most) = (0, 0);
        scene.Wire.Fault = async call =>
        {
            if (call.Operation == "SendMessageBatch")
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, call.CancellationToken);
                Interlocked.Decrement(ref running);
            }

            return null;
        };

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal(600, answer.Files[0].RowsSent);
        Assert.Equal(60, scene.Wire.Calls("SendMessageBatch").Count);
        Assert.InRange(most, 2, 8);
    }

    [Fact]
    public async Task A_row_of_another_symbol_goes_to_the_dead_letters()
    {
        using var scene = await Scene.CreateAsync(aws);
        var key = Samples.BackfillKey(minutes: 3);
        var file = await Samples.RepairAsync(minutes: 3);
        var lines = file.Split('\n');
        lines[2] = lines[2].Replace("S1USDT", "S2USDT", StringComparison.Ordinal);
        var upload = await scene.UploadAsync(key, string.Join('\n', lines));

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(key, "backfilled", 2, 1)], answer.Files);
        var rejected = Assert.Single(await scene.RejectedRowsAsync());
        Assert.Equal((key, 2, 3), (rejected.SourceKey, rejected.SourceRow, rejected.Line));
        Assert.Contains("is not the file's symbol S1USDT", rejected.Reason);
    }

    [Fact]
    public async Task A_minute_that_the_key_does_not_name_goes_to_the_dead_letters()
    {
        using var scene = await Scene.CreateAsync(aws);
        var key = Samples.BackfillKey(minutes: 2);
        var upload = await scene.UploadAsync(key, await Samples.RepairAsync(minutes: 3));

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(key, "backfilled", 2, 1)], answer.Files);
        Assert.Contains("is not in the file's minutes 1770039600000 to 1770039660000", Assert.Single(await scene.RejectedRowsAsync()).Reason);
    }

    [Theory]
    [InlineData("no repair file\n", "line 1")]
    [InlineData("{header}\n", "the file has a header and no row")]
    [InlineData("{header}\n{other symbol}\n", "the key is not that of its rows: line 2, column symbol: 'S2USDT' is not the file's symbol S1USDT")]
    [InlineData("{header}\n{other minute}\n", "is not the file's minute 1770039600000")]
    [InlineData("", "the file is empty")]
    [InlineData(null, "is one row more than the 1440")]
    public async Task What_is_no_repair_file_sends_nothing_and_is_an_error(string? content, string reason)
    {
        using var scene = await Scene.CreateAsync(aws);
        var key = Samples.RepairKey(minutes: 1);
        var candle = (await Samples.RepairAsync(minutes: 2)).Split('\n')[1..];
        content = content?.Replace("{header}", MinuteFile.HeaderLine, StringComparison.Ordinal)
            .Replace("{other symbol}", candle[0].Replace("S1USDT", "S2USDT", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{other minute}", candle[1], StringComparison.Ordinal);
        content ??= MinuteFile.HeaderLine + '\n' + string.Concat(Enumerable.Repeat(new string('x', 511) + '\n', 2_000));
        var upload = await scene.UploadAsync(key, content);

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Contains(key, exception.Message);
        Assert.Contains(reason, exception.Message);
        Assert.Empty(await scene.RowsAsync());
        Assert.Empty(await scene.RejectedRowsAsync());
    }

    [Fact]
    public async Task A_repair_that_failed_is_repeated_with_the_same_messages()
    {
        using var scene = await Scene.CreateAsync(aws);
        var function = scene.Function();
        var upload = await scene.UploadAsync(Samples.BackfillKey(minutes: 15), await Samples.RepairAsync(minutes: 15));
        scene.Wire.Refuse(
            call => call.Operation == "SendMessageBatch" && call.Body["Entries"]!.AsArray().Count < 10,
            HttpStatusCode.ServiceUnavailable,
            "ServiceUnavailable");
        await Assert.ThrowsAsync<FilesFailedException>(() => function.HandleAsync(upload, scene.Context));
        scene.Wire.Fault = _ => Wire.Pass;

        await function.HandleAsync(upload, scene.Context);

        Assert.Equal(Enumerable.Range(1, 15), (await scene.RowNumbersAsync()).Distinct());
    }
}
