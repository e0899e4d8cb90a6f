using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>The line of JSON that <c>dlq show --json</c> prints.</summary>
internal sealed record DeadLettersResult(IReadOnlyList<DeadLetter> DeadLetters)
{
    public static DeadLettersResult Of(IReadOnlyList<DeadLetter> letters) => new(letters);

    public string ToJson() => JsonSerializer.Serialize(this, DeadLettersLine.Json.DeadLettersResult);
}

/// <summary>What <c>dlq redrive</c> came to.</summary>
/// <param name="DeadLetters">How many were meant.</param>
/// <param name="Rows">Messages sent to the rows queue.</param>
/// <param name="Files">Events sent to FanOut.</param>
/// <param name="Problems">What was not sent or not deleted.</param>
internal sealed record RedriveResult(int DeadLetters, int Rows, int Files, IReadOnlyList<string> Problems)
{
    public string ToJson() => JsonSerializer.Serialize(this, DeadLettersLine.Json.RedriveResult);
}

/// <summary>What <c>dlq discard</c> came to.</summary>
internal sealed record DiscardResult(int DeadLetters, int Deleted)
{
    public string ToJson() => JsonSerializer.Serialize(this, DeadLettersLine.Json.DiscardResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeadLettersResult))]
[JsonSerializable(typeof(DeadLetterSummary))]
[JsonSerializable(typeof(RedriveResult))]
[JsonSerializable(typeof(DiscardResult))]
internal sealed partial class DeadLettersJson : JsonSerializerContext;

internal static class DeadLettersLine
{
    /// <summary>With keys and symbols as a person reads them.</summary>
    public static DeadLettersJson Json { get; } =
        new(new JsonSerializerOptions(DeadLettersJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
