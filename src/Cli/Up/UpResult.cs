using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The line of JSON that <c>up --json</c> ends with.</summary>
internal sealed record UpResult(UpFiles Files, UpMessages Messages, UpItems Items, DeadLetterCounts DeadLetters, string Endpoint)
{
    public static UpResult From(PipelineStatus status, Uri endpoint) => new(
        new UpFiles(status.Files.Uploaded, status.Files.Claimed, status.Files.Declined, status.Files.Rejected),
        new UpMessages(status.Messages.Sent),
        new UpItems(status.ItemCount),
        status.DeadLetters,
        endpoint.ToString().TrimEnd('/'));

    public string ToJson() => JsonSerializer.Serialize(this, UpJson.Default.UpResult);
}

internal sealed record UpFiles(int Uploaded, int Claimed, int Declined, int Rejected);

internal sealed record UpMessages(long Sent);

internal sealed record UpItems(int Written);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UpResult))]
internal sealed partial class UpJson : JsonSerializerContext;
