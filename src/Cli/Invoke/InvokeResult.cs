using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Invoke;

/// <summary>What a function answered; also the line of JSON that <c>invoke --json</c> prints.</summary>
/// <param name="StatusCode">Lambda's, 200 whether the function succeeded or not.</param>
/// <param name="FunctionError"><c>Unhandled</c> where the function failed, else null.</param>
/// <param name="Payload">The answer, or the error document (<c>errorType</c>, <c>errorMessage</c>, …).</param>
/// <param name="Log">The last 4 KB of what it logged, by lines; the first one may be cut.</param>
/// <param name="DurationMilliseconds">From the request to the answer, starting a process included.</param>
internal sealed record InvokeResult(
    int StatusCode, string? FunctionError, JsonElement Payload, IReadOnlyList<string> Log, long DurationMilliseconds)
{
    private static readonly InvokeJson Line = new(new JsonSerializerOptions(InvokeJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static readonly InvokeJson Indented = new(new JsonSerializerOptions(Line.Options) { WriteIndented = true });

    public string ToJson() => JsonSerializer.Serialize(this, Line.InvokeResult);

    public string IndentedPayload() => JsonSerializer.Serialize(Payload, Indented.JsonElement);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InvokeResult))]
internal sealed partial class InvokeJson : JsonSerializerContext;
