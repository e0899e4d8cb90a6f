using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut.Tests;

public sealed class FaultTests(LocalAws aws)
{
    private const string Send = "SendMessageBatch";

    [Fact]
    public async Task Refused_messages_of_a_batch_are_sent_again_and_no_others()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 5));
        scene.Wire.Fault = call => call.Operation == Send && scene.Wire.Calls(Send).Count == 1
            ? RefuseAsync(call, senderFault: false, "row-2", "row-4")
            : Wire.Pass;

        var answer = await scene.Function().HandleAsync(upload, scene.Context);

        Assert.Equal(5, answer.Files[0].RowsSent);
        Assert.Equal([1, 2, 3, 4, 5], await scene.RowNumbersAsync());
        Assert.Equal(["row-2", "row-4"], Ids(scene.Wire.Calls(Send)[1]));
    }

    [Fact]
    public async Task Messages_that_are_refused_again_and_again_fail_the_event()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 2));
        scene.Wire.Fault = call => call.Operation == Send ? RefuseAsync(call, senderFault: false, "row-2") : Wire.Pass;

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Contains(Samples.Key(0), exception.Message);
        Assert.Contains("row-2", exception.Message);
        Assert.Equal([1], await scene.RowNumbersAsync());
        Assert.Equal(5, scene.Wire.Calls(Send).Count);
    }

    [Fact]
    public async Task Message_at_fault_itself_fails_the_event_at_once()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 3));
        scene.Wire.Fault = call => call.Operation == Send ? RefuseAsync(call, senderFault: true, "row-3") : Wire.Pass;

        await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Single(scene.Wire.Calls(Send));
    }

    [Fact]
    public async Task Event_that_failed_after_its_claim_is_repeated_under_the_same_claim()
    {
        using var scene = await Scene.CreateAsync(aws);
        var function = scene.Function(files: 2);
        var broken = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 2));
        scene.Wire.Refuse(call => call.Operation == Send, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
        await Assert.ThrowsAsync<FilesFailedException>(() => function.HandleAsync(broken, scene.Context));
        scene.Wire.Fault = _ => Wire.Pass;
        var other = await scene.UploadAsync(Samples.Key(1), await Samples.FileAsync(rows: 1, minute: 1));
        await function.HandleAsync(other, scene.Context);

        var answer = await function.HandleAsync(broken, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(0), "claimed", 2, 0)], answer.Files);
        Assert.Equal(2, (await scene.ClaimedAsync()).Count);
        Assert.Equal(2, (await scene.RowsAsync()).Count(row => row.Row.SourceKey == Samples.Key(0)));
    }

    [Theory]
    [InlineData("GET", 0)]
    [InlineData("UpdateItem", 0)]
    [InlineData(Send, 1)]
    public async Task Call_that_hangs_ends_with_the_invocation_as_an_error(string operation, int claimed)
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1));
        scene.Context.RemainingTime = TimeSpan.FromSeconds(30);
        var hanging = scene.Wire.Hang(call => call.Operation == operation);
        var time = new FakeTimeProvider();

        var handling = scene.Function(time: time).HandleAsync(upload, scene.Context);
        await Eventually.TrueAsync(() => hanging.IsCompleted, "the call is made");
        time.Advance(TimeSpan.FromSeconds(28.9));
        Assert.False(handling.IsCompleted, "It gives up before its time.");
        time.Advance(TimeSpan.FromSeconds(0.2));
        await Eventually.TrueAsync(() => handling.IsCompleted, "the function gives up");

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => handling);
        Assert.Equal($"{Samples.Key(0)}: the invocation's time is over", exception.Message);
        Assert.Equal(claimed, (await scene.ClaimedAsync()).Count);
    }

    [Fact]
    public async Task File_whose_turn_comes_when_the_time_is_over_is_not_started()
    {
        using var scene = await Scene.CreateAsync(aws);
        var both = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1));
        both.Records.AddRange((await scene.UploadAsync(Samples.Key(1), await Samples.FileAsync(rows: 1, minute: 1))).Records);
        scene.Context.RemainingTime = TimeSpan.FromSeconds(30);
        var hanging = scene.Wire.Hang(call => call.Operation == Send);
        var time = new FakeTimeProvider();

        var handling = scene.Function(time: time).HandleAsync(both, scene.Context);
        await Eventually.TrueAsync(() => hanging.IsCompleted, "the first file's rows are sent");
        time.Advance(TimeSpan.FromSeconds(29));

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => handling);
        Assert.Equal(
            $"{Samples.Key(0)}: the invocation's time is over; {Samples.Key(1)}: the invocation's time is over", exception.Message);
        Assert.Single(scene.Wire.Calls("GET"));
    }

    [Fact]
    public async Task Body_that_stops_coming_ends_with_the_invocation_as_an_error()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1));
        scene.Context.RemainingTime = TimeSpan.FromSeconds(30);

        // A write is done when all of it has been read.
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        scene.Wire.Fault = call => call.Operation == "GET" ? AnswerAsync(body) : Wire.Pass;
        var time = new FakeTimeProvider();

        var handling = scene.Function(time: time).HandleAsync(upload, scene.Context);
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes(MinuteFile.HeaderLine), Cancellation);
        time.Advance(TimeSpan.FromSeconds(29));
        await Eventually.TrueAsync(() => handling.IsCompleted, "the function gives up");

        await Assert.ThrowsAsync<FilesFailedException>(() => handling);
        Assert.Empty(await scene.ClaimedAsync());
    }

    [Fact]
    public async Task Body_that_breaks_off_is_not_taken_for_the_whole_file()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 3));
        var body = new Pipe();
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes(await Samples.FileAsync(rows: 1)), Cancellation);
        await body.Writer.CompleteAsync(new IOException("The connection is gone."));
        scene.Wire.Fault = call => call.Operation == "GET" ? AnswerAsync(body) : Wire.Pass;

        await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Empty(await scene.ClaimedAsync());
        Assert.Empty(await scene.RowsAsync());
    }

    [Fact]
    public async Task Invocation_whose_time_is_over_does_nothing_but_fail()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1));
        scene.Context.RemainingTime = TimeSpan.FromMilliseconds(-5);

        await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Empty(await scene.ClaimedAsync());
        Assert.Empty(await scene.RowsAsync());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<HttpResponseMessage?> AnswerAsync(Pipe body) => Task.FromResult<HttpResponseMessage?>(
        new HttpResponseMessage { Content = new StreamContent(body.Reader.AsStream()) });

    private static IEnumerable<string> Ids(WireCall call) =>
        call.Body["Entries"]!.AsArray().Select(entry => (string)entry!["Id"]!);

    /// <summary>SQS takes the batch but for these entries.</summary>
    private static async Task<HttpResponseMessage?> RefuseAsync(WireCall call, bool senderFault, params string[] ids)
    {
        var entries = call.Body["Entries"]!.AsArray();
        entries.RemoveAll(entry => ids.Contains((string)entry!["Id"]!));
        var answer = entries.Count > 0 ? await call.PassAsync() : new JsonObject { ["Successful"] = new JsonArray() };
        answer["Failed"] = new JsonArray([.. ids.Select(id => new JsonObject
        {
            ["Id"] = id,
            ["SenderFault"] = senderFault,
            ["Code"] = senderFault ? "InvalidMessageContents" : "InternalError",
            ["Message"] = "Refused by the test.",
        })]);
        return Wire.Answer(answer);
    }
}
