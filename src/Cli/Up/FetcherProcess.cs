using System.Globalization;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Up;

/// <summary>Runs the fetcher as the instance would: its own process, its settings in the environment.</summary>
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
        var environment = new Dictionary<string, string>
        {
            ["BUCKET"] = resources.Bucket,
            ["SYMBOLS"] = string.Join(',', options.Symbols ?? market.Symbols ?? resources.Symbols),
            ["EXCHANGE_URL"] = market.Url.ToString(),
            ["SPOOL_FOLDER"] = data.Spool,
            ["CLOCK_SPEED"] = market.Speed.ToString(CultureInfo.InvariantCulture),
        };
        if (market.FirstMinute is { } first)
        {
            environment["FIRST_MINUTE"] = first.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        if (Minutes(options, resources) is { } minutes)
        {
            environment["MINUTES"] = minutes.ToString(CultureInfo.InvariantCulture);
        }

        return cloud.StartProgram("fetcher", repository.Program("Fetcher"), environment, data.Log("fetcher"));
    }

    /// <summary>With the default, one file more than the slots, so that one is seen to be declined.</summary>
    private static int? Minutes(UpOptions options, PipelineResources resources) => options switch
    {
        { Minutes: { } minutes } => minutes,
        { Once: true } => resources.FileLimit + 1 ?? MinutesWithoutLimit,
        _ => null,
    };
}
