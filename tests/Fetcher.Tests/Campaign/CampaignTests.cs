using System.Globalization;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>
/// The short forms of the campaign. <c>CAMPAIGN_SEED</c> repeats the weather of a run, <c>CAMPAIGN_MINUTES</c> makes it longer.
/// </summary>
public sealed class CampaignTests(LocalAws aws, ITestOutputHelper output)
{
    [Fact]
    public Task After_hours_of_faults_and_kills_no_minute_is_lost_and_none_is_there_twice() => RunAsync(twoVersions: false);

    [Fact]
    public Task Two_versions_with_other_symbols_that_are_killed_side_by_side_lose_nothing() => RunAsync(twoVersions: true);

    private async Task RunAsync(bool twoVersions)
    {
        var seed = Seed();
        output.WriteLine($"CAMPAIGN_SEED={seed}");

        var report = await FetcherCampaign.RunAsync(new CampaignPlan(seed, Setting("CAMPAIGN_MINUTES") ?? 300, twoVersions), aws);

        output.WriteLine($"{report}\n{string.Join('\n', report.Messages)}");
        Assert.Empty(report.Problems);
        // Each learns of a ban by being refused, with all the questions that it has on the way.
        Assert.InRange(report.AskedWhileBanned, 0, (report.Bans + report.Starts) * 12);
    }

    public static int Seed() => Setting("CAMPAIGN_SEED") ?? (Environment.TickCount & 0xFFFF);

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : null;
}
