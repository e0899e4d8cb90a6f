using Amazon.Lambda.S3Events;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.FanOut.Tests;

public sealed class SlotTests(LocalAws aws)
{
    [Fact]
    public async Task Fourth_file_is_declined_without_an_error()
    {
        using var scene = await Scene.CreateAsync(aws);
        var function = scene.Function();
        for (var minute = 0; minute < 3; minute++)
        {
            var upload = await scene.UploadAsync(Samples.Key(minute), await Samples.FileAsync(rows: 1, minute: minute));
            await function.HandleAsync(upload, scene.Context);
        }

        var fourth = await scene.UploadAsync(Samples.Key(3), await Samples.FileAsync(rows: 1, minute: 3));
        var answer = await function.HandleAsync(fourth, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(3), "declined", 0, 0)], answer.Files);
        Assert.Equal(
            [Samples.Key(0), Samples.Key(1), Samples.Key(2)], (await scene.RowsAsync()).Select(row => row.Row.SourceKey));
        Assert.Equal(3, (await scene.ClaimedAsync()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Repeated_event_has_the_slot_that_it_took_before(bool versioned)
    {
        using var scene = await Scene.CreateAsync(aws, versioned);
        var function = scene.Function(files: 1);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1));

        await function.HandleAsync(upload, scene.Context);
        var again = await function.HandleAsync(upload, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(0), "claimed", 1, 0)], again.Files);
        Assert.Single(await scene.ClaimedAsync());
        Assert.Equal([1, 1], await scene.RowNumbersAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_version_of_a_file_needs_a_slot_of_its_own(bool versioned)
    {
        using var scene = await Scene.CreateAsync(aws, versioned);
        var function = scene.Function(files: 1);
        await function.HandleAsync(await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 1)), scene.Context);

        var changed = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 2));
        var answer = await function.HandleAsync(changed, scene.Context);

        Assert.Equal([new FileAnswer(Samples.Key(0), "declined", 0, 0)], answer.Files);
    }

    [Fact]
    public async Task Unlimited_takes_every_file_and_keeps_nothing()
    {
        using var scene = await Scene.CreateAsync(aws);
        var function = scene.Function(files: null);

        for (var minute = 0; minute < 5; minute++)
        {
            var upload = await scene.UploadAsync(Samples.Key(minute), await Samples.FileAsync(rows: 1, minute: minute));
            await function.HandleAsync(upload, scene.Context);
        }

        Assert.Equal(5, (await scene.RowsAsync()).Count);
        Assert.Empty(await scene.ClaimedAsync());
    }

    [Fact]
    public async Task Of_fifty_files_at_once_exactly_three_are_claimed()
    {
        using var scene = await Scene.CreateAsync(aws);
        var uploads = new List<S3Event>();
        for (var minute = 0; minute < 50; minute++)
        {
            uploads.Add(await scene.UploadAsync(Samples.Key(minute), await Samples.FileAsync(rows: 1, minute)));
        }

        var answers = await Task.WhenAll(
            uploads.Select(upload => Task.Run(() => scene.Function().HandleAsync(upload, scene.Context))));

        var claimed = answers.SelectMany(answer => answer.Files).Where(answer => answer.Outcome == "claimed").ToList();
        Assert.Equal(3, claimed.Count);
        Assert.Equal(claimed.Select(answer => answer.Key).Order(), (await scene.RowsAsync()).Select(row => row.Row.SourceKey));
        Assert.Equal(3, (await scene.ClaimedAsync()).Count);
    }
}
