using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>The process that plays AWS, with the fetcher's instance: <c>cloud SETTINGS</c>. It is there to be killed.</summary>
internal static class CloudProgram
{
    /// <summary>Printed when everything runs.</summary>
    public const string Ready = "READY";

    /// <summary>
    /// Printed when, after the storm, the fetcher has ended well and nothing is left to be done; and again, when a line of input
    /// has asked for it. The end of the input ends the program.
    /// </summary>
    public const string Quiet = "QUIET";

    /// <summary>The exit code of who was killed.</summary>
    private const int Killed = 137;

    public static async Task<int> RunAsync(string settingsFile)
    {
        var settings = CloudSettings.Read(settingsFile);
        using var log = new FaultLog(settings.FaultLog);
        await using var cloud = await LocalCloudHost.StartAsync(
            new LocalCloudOptions
            {
                CloudAssembly = settings.CloudAssembly,
                DataFolder = settings.DataFolder,
                NodeModules = Path.Combine(Checkout.Root, "node_modules"),
                Port = settings.Port,
                Interference = settings.StormSeed is { } seed ? new Storm(settings.Rates, seed, settings.FunctionTimeout, log).Interference : null,
            },
            CancellationToken.None);
        await WriteOutputsAsync(cloud, settings.DataFolder);
        Console.WriteLine(Ready);
        await FetchAsync(cloud, settings);
        do
        {
            await BecomeQuietAsync(cloud);
            Console.WriteLine(Quiet);
        }
        while (await Console.In.ReadLineAsync() is not null);

        return 0;
    }

    /// <summary>Whenever the fetcher has ended and nobody had killed it, a sentence.</summary>
    public static IEnumerable<string> Endings(string dataFolder) =>
        File.Exists(EndingsIn(dataFolder)) ? File.ReadLines(EndingsIn(dataFolder)) : [];

    private static string EndingsIn(string dataFolder) => Path.Combine(dataFolder, "endings");

    private static string LastWords(string dataFolder)
    {
        using var log = new StreamReader(new FileStream(FetcherLogIn(dataFolder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().TrimEnd().Split('\n')[^1];
    }

    private static string FetcherLogIn(string dataFolder) => Path.Combine(dataFolder, "fetcher.log");

    private static async Task FetchAsync(LocalCloudHost cloud, CloudSettings settings)
    {
        while (true)
        {
            await using var fetcher = Start(cloud, settings);
            while (fetcher.ExitCode is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }

            if (settings.StormSeed is null && fetcher.ExitCode == 0)
            {
                return;
            }

            if (fetcher.ExitCode != Killed)
            {
                await File.AppendAllTextAsync(
                    EndingsIn(settings.DataFolder), $"the fetcher ended by itself, with exit code {fetcher.ExitCode}: {LastWords(settings.DataFolder)}\n");
            }
        }
    }

    /// <summary>What S3 tells of, it tells within moments; so it has to stay quiet.</summary>
    private static async Task BecomeQuietAsync(LocalCloudHost cloud)
    {
        for (var quiet = 0; quiet < 20; quiet = cloud.IsQuiet ? quiet + 1 : 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static LocalProgram Start(LocalCloudHost cloud, CloudSettings settings)
    {
        var variables = new Dictionary<string, string>
        {
            ["SPOOL_FOLDER"] = Path.Combine(settings.DataFolder, "spool"),
            ["EXCHANGE_URL"] = settings.Exchange.ToString(),
            ["CLOCK_SPEED"] = settings.Speed.ToString(CultureInfo.InvariantCulture),

            // For a fetcher that is not self-contained, as the deployed one is.
            ["DOTNET_ROOT"] = Path.GetDirectoryName(DotnetHost.Path)!,
        };
        if (settings.StormSeed is null)
        {
            variables["MINUTES"] = "1";
        }

        return cloud.StartInstance(
            cloud.Outputs["FetcherGroup"],
            variables,
            Checkout.Program("Fetcher", "ServerlessPipeline.Fetcher"),
            FetcherLogIn(settings.DataFolder));
    }

    /// <summary>Where commands find the run.</summary>
    private static Task WriteOutputsAsync(LocalCloudHost cloud, string folder) => File.WriteAllTextAsync(
        Path.Combine(folder, "outputs.json"),
        new JsonObject
        {
            ["ServerlessPipeline"] = new JsonObject(cloud.Outputs.Select(output => KeyValuePair.Create(output.Key, (JsonNode?)output.Value))),
        }.ToJsonString());
}
