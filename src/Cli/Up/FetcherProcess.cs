using System.Globalization;
using ServerlessPipeline.Fetcher;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Up;

/// <summary>
/// Runs the fetcher's instance: the program and the environment that the template gives it, but for the market, which may be
/// another here, and the folder of its spool.
/// </summary>
internal static class FetcherProcess
{
    // Without a limit on the files there is no natural end; this many minutes show the flow.
    private const int MinutesWithoutLimit = 4;

    public static LocalProgram Start(
        UpOptions options,
        Repository repository,
        DataFolder data,
        LocalCloudHost cloud,
        PipelineResources resources,
        Market market)
    {
        var overrides = new Dictionary<string, string>
        {
            // Of a live market that is what the template says.
            [FetcherVariables.ExchangeUrl] = market.Url.ToString(),
            [FetcherVariables.SpoolFolder] = data.Spool,
            [FetcherVariables.ClockSpeed] = market.Speed.ToString(CultureInfo.InvariantCulture),
        };
        // What a made-up market did while nobody looked is no gap, and a run of some minutes is not to fill older ones.
        if (!market.IsLive || Minutes(options, resources) is not null)
        {
            overrides[FetcherVariables.RepairDays] = "off";
        }

        if ((options.Symbols ?? market.Symbols) is { } symbols)
        {
            overrides[FetcherVariables.Symbols] = string.Join(',', symbols);
        }

        if (market.FirstMinute is { } first)
        {
            overrides[FetcherVariables.FirstMinute] = first.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        if (Minutes(options, resources) is { } minutes)
        {
            overrides[FetcherVariables.Minutes] = minutes.ToString(CultureInfo.InvariantCulture);
        }

        return cloud.StartInstance(resources.FetcherGroup, overrides, repository.Program("Fetcher"), data.Log("fetcher"));
    }

    /// <summary>With the default, one file more than the slots, so that one is seen to be declined.</summary>
    private static int? Minutes(UpOptions options, PipelineResources resources) => options switch
    {
        { Minutes: { } minutes } => minutes,
        { Once: true } => resources.FileLimit + 1 ?? MinutesWithoutLimit,
        _ => null,
    };
}
