using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>The slots; also the line of JSON that <c>counter show --json</c> prints.</summary>
/// <param name="Taken">How many are taken.</param>
/// <param name="Limit">Of how many; null for no limit, and then none is taken.</param>
internal sealed record CounterResult(int Taken, int? Limit, IReadOnlyList<SlotFile> Slots)
{
    public string ToJson() => JsonSerializer.Serialize(this, CounterLine.Json.CounterResult);
}

/// <summary>The line of JSON that <c>counter reset --json</c> prints.</summary>
/// <param name="Freed">How many slots were given back.</param>
/// <param name="Limit">How many files run next; null for all.</param>
internal sealed record CounterResetResult(int Freed, int? Limit)
{
    public string ToJson() => JsonSerializer.Serialize(this, CounterLine.Json.CounterResetResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CounterResult))]
[JsonSerializable(typeof(CounterResetResult))]
internal sealed partial class CounterJson : JsonSerializerContext;

internal static class CounterLine
{
    public static CounterJson Json { get; } =
        new(new JsonSerializerOptions(CounterJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
