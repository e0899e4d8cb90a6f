using System.Globalization;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>The short form of the campaign; <c>CAMPAIGN_SEED</c> replays the faults of a run.</summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    [Fact]
    public async Task After_sixty_minutes_of_faults_and_kills_nothing_is_lost_doubled_or_wrong()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It finds the processes in /proc.");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGN_SEED"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : Environment.TickCount & 0xFFFF;

        var result = await new CampaignRun(new CampaignOptions { Minutes = 60, Seed = seed }, output.WriteLine)
            .RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine(result.ToString());
        Assert.Empty(result.Problems);
        Assert.True(result.FaultCount > 200 && result.Kills > 10, $"{result.FaultCount} faults and {result.Kills} kills are no campaign.");
    }
}
