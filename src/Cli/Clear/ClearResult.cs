using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>What was deleted; also the line of JSON that <c>clear --json</c> prints.</summary>
/// <param name="Files">Versions and delete markers.</param>
/// <param name="Items">Of <c>ProcessedData</c>.</param>
/// <param name="State">Items of <c>PipelineState</c>.</param>
/// <param name="Problems">What was not deleted, in words.</param>
internal sealed record ClearResult(long Files, long Items, long State, IReadOnlyList<string> Problems)
{
    private static readonly ClearJson Line =
        new(new JsonSerializerOptions(ClearJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public string ToJson() => JsonSerializer.Serialize(this, Line.ClearResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClearResult))]
internal sealed partial class ClearJson : JsonSerializerContext;
