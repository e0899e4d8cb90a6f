using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>The checkout: its settings, what was built of it, and its Node.js packages.</summary>
internal static class CheckoutChecks
{
    public static Check Settings(Repository repository) => new("Checkout", _ => Task.FromResult(OfSettings(repository)));

    public static Check Packages(Repository repository) => new("Node packages", _ => Task.FromResult(OfPackages(repository.Root)));

    /// <summary>The exchange of <c>cdk.json</c>; the usual one where it names none that can be asked.</summary>
    public static Uri ExchangeOf(Repository? repository)
    {
        try
        {
            return repository is not null
                && Uri.TryCreate((string?)Read(repository.Settings)?["context"]?["pipeline"]?["exchangeUrl"], UriKind.Absolute, out var url)
                ? url
                : BinanceClient.DefaultBaseAddress;
        }
        catch (Exception exception) when (exception is JsonException or IOException or InvalidOperationException)
        {
            return BinanceClient.DefaultBaseAddress;
        }
    }

    /// <param name="root">A folder with <c>package.json</c> and, as it should be, <c>node_modules</c>.</param>
    public static Finding OfPackages(string root)
    {
        var wrong = new List<string>();
        foreach (var (name, wanted) in Read(Path.Combine(root, "package.json"))?["dependencies"] as JsonObject ?? [])
        {
            var installed = Path.Combine(root, "node_modules", name, "package.json");
            var version = File.Exists(installed) ? (string?)Read(installed)?["version"] : null;
            if (version != (string?)wanted)
            {
                wrong.Add(version is null ? $"{name} {wanted} is not installed" : $"{name} is {version}, not {wanted}");
            }
        }

        return wrong.Count == 0
            ? Finding.Ok("installed as package.json has them")
            : Finding.Problem(string.Join(", ", wrong), $"Run 'npm ci' in {root}, or 'dotnet build', which does so.");
    }

    private static Finding OfSettings(Repository repository)
    {
        try
        {
            if (Read(repository.Settings)?["context"]?["pipeline"] is not JsonObject)
            {
                return Finding.Problem($"{repository.Settings} has no context.pipeline", "Restore the file: git checkout cdk.json");
            }
        }
        catch (JsonException exception)
        {
            return Finding.Problem($"{repository.Settings} is not valid JSON: {exception.Message}", "Mend it at that line.");
        }

        // Throws, with what to do, where one is missing.
        repository.Program("Infra");
        repository.Program("Fetcher");
        return Directory.Exists(repository.Deployed)
            ? Finding.Ok($"{repository.Root}, built")
            : Finding.Problem($"{repository.Deployed} is missing", "Build the solution with 'dotnet build'.");
    }

    private static JsonNode? Read(string path)
    {
        using var file = File.OpenRead(path);
        return JsonNode.Parse(file);
    }
}
