using System.Text.Json.Nodes;

namespace ServerlessPipeline.Bench.Chain;

/// <summary>What a benchmark changes of the settings in <c>cdk.json</c>.</summary>
/// <param name="RowsPerFile">Null for all.</param>
/// <param name="FileLimit">Null for none.</param>
internal sealed record ChainSettings(int? RowsPerFile = null, int? FileLimit = null)
{
    public void ApplyTo(JsonObject pipeline)
    {
        pipeline["rowsPerFile"] = RowsPerFile is { } rows ? rows : "all";
        pipeline["fileLimit"] = FileLimit is { } files ? files : "unlimited";
        // The twin takes longer for a large file than the functions are given.
        pipeline["fanOut"]!["timeoutSeconds"] = 600;
        pipeline["writer"]!["timeoutSeconds"] = 300;
    }
}
