using System.Text.Json;
using Amazon.Runtime;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>
/// What a live minute waits for. Time goes on only as the test moves it, and not beyond five seconds after a minute's end before
/// the fetcher has that minute on its disk: so a slow machine is no excuse, and no failure.
/// </summary>
public sealed class PunctualityTests(LocalAws aws, ITestOutputHelper output)
{
    private const int Minutes = 60;

    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Whatever_is_the_matter_with_storage_no_live_minute_is_later_than_five_seconds()
    {
        var seed = CampaignTests.Seed();
        output.WriteLine($"CAMPAIGN_SEED={seed}");
        var random = new Random(seed);
        await using var scene = await Scene.OpenAsync(aws);
        var (store, table) = (Matter.None, Matter.None);
        scene.Store.Fails = () => store == Matter.None ? StoreFault.None : StoreFault.Before;
        using var wire = new Wire { Fault = call => MeetAsync(table, call.CancellationToken) };
        scene.DynamoDb = () => aws.DynamoDb(wire);
        var run = scene.Fetch("BTCUSDT,ETHUSDT,SOLUSDT", first: null, minutes: Minutes);
        await scene.UntilAsync(() => scene.Log().Contains("started"));

        for (var minute = 0; minute < Minutes; minute++)
        {
            (store, table) = (Any(random), Any(random));
            await UntilAsync(scene, minute);
        }

        (store, table) = (Matter.None, Matter.None);
        await scene.UntilDoneAsync(run);

        Assert.Equal(Enumerable.Range(0, Minutes), scene.MinutesOf("SOLUSDT"));
    }

    /// <summary>Moves the time to where the minute has to be there, and waits for it without moving the time any more.</summary>
    private static async Task UntilAsync(Scene scene, int minute)
    {
        var latest = Scene.Minute(minute + 1) + Punctual;
        await scene.UntilAsync(() => scene.Exchange.Now >= latest, () => scene.Exchange.Now + Step < latest ? Step : latest - scene.Exchange.Now);
        await scene.UntilAsync(() => scene.Log().Split('\n').Any(line => IsSpooled(line, minute)));
    }

    private static bool IsSpooled(string line, int minute)
    {
        if (!line.Contains(MinuteFileKey.For(Scene.Minute(minute)), StringComparison.Ordinal))
        {
            return false;
        }

        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty(LogField.Stage, out var stage) && stage.GetString() == LogStage.Fetched;
    }

    private static async Task<HttpResponseMessage?> MeetAsync(Matter matter, CancellationToken cancellationToken)
    {
        switch (matter)
        {
            case Matter.Hangs:
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
                throw new TimeoutException("A request was not answered in time.");
            case Matter.NoCredentials:
                throw new AmazonClientException("Unable to get credentials.");
            case Matter.Broken:
                throw new HttpRequestException("Connection refused.");
            default:
                return null;
        }
    }

    private static Matter Any(Random random) => (Matter)random.Next(4);

    private enum Matter
    {
        None,
        Hangs,
        NoCredentials,
        Broken,
    }
}
