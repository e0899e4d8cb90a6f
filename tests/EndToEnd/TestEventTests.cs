using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The test events that people invoke the functions with.</summary>
public class TestEventTests
{
    [Fact]
    public async Task The_event_of_the_writer_stores_its_row_and_reports_its_poison()
    {
        await using var pipeline = await RunningPipeline.StartAsync();

        var answer = await pipeline.InvokeAsync(pipeline.Writer, Event("writer.json"));

        var failure = Assert.Single(answer["batchItemFailures"]!.AsArray())!;
        Assert.Equal("e2a1c6a0-3c55-4b0b-9f0b-7f6d0c6f9b55", failure["itemIdentifier"]!.GetValue<string>());
        Assert.Equal("78020.7", Assert.Single(await pipeline.ItemsAsync())[ProcessedData.Close].N);
    }

    [Fact]
    public async Task The_event_of_the_fan_out_sends_the_rows_of_its_file()
    {
        await using var pipeline = await RunningPipeline.StartAsync(settings => settings["fileLimit"] = "unlimited");
        await pipeline.UploadAsync(MinuteFiles.Key(0), await MinuteFiles.ContentAsync(0, 7));

        var answer = await pipeline.InvokeAsync(pipeline.FanOut, Event("fan-out.json"));

        var file = Assert.Single(answer["files"]!.AsArray())!;
        Assert.Equal(MinuteFiles.Key(0), file["key"]!.GetValue<string>());
        Assert.Equal(("claimed", 5), (file["outcome"]!.GetValue<string>(), file["rows_sent"]!.GetValue<int>()));
    }

    private static string Event(string name) => File.ReadAllText(Path.Combine(Checkout.Root, "events", name));
}
