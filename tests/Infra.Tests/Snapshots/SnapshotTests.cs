using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests.Snapshots;

/// <summary>
/// A change of the templates shows in the review of the change that caused it. <c>UPDATE_SNAPSHOTS=1</c> in the environment
/// writes them anew.
/// </summary>
[Collection(nameof(Synthesis))]
public partial class SnapshotTests(ProductionStack production, DevelopmentStack development)
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_production_template_is_as_in_its_snapshot() => Compare(production.Document, "ServerlessPipeline.json");

    [Fact]
    public void The_development_template_is_as_in_its_snapshot() => Compare(development.Document, "ServerlessPipelineDev.json");

    private static void Compare(JsonObject template, string name)
    {
        var file = Path.Combine(Checkout.Root, "tests", "Infra.Tests", "Snapshots", name);
        // The names of assets are hashes of programs: they change with every change of the code.
        var now = AssetHash().Replace(template.ToJsonString(Readable), "[asset]") + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, now);
        }

        Assert.True(File.Exists(file), $"There is no {file}: run the test with UPDATE_SNAPSHOTS=1.");
        Assert.Equal(File.ReadAllText(file), now);
    }

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AssetHash();
}
