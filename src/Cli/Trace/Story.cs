using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>What became of a file or an item; also the line of JSON that <c>trace --json</c> prints.</summary>
/// <param name="Subject">A key, or a symbol and its minute.</param>
/// <param name="Complete">Whether the whole way is there.</param>
/// <param name="Verdict">In a sentence: that it is, or where it stopped and why.</param>
/// <param name="Steps">In the order of the way; their times may be of different clocks.</param>
internal sealed record Story(string Subject, bool Complete, string Verdict, IReadOnlyList<Step> Steps)
{
    private static readonly StoryJson Line =
        new(new JsonSerializerOptions(StoryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public string ToJson() => JsonSerializer.Serialize(this, Line.Story);

    /// <param name="whole">The verdict where nothing stopped it.</param>
    public static Story Of(string subject, IReadOnlyList<Step> steps, string whole)
    {
        var stop = steps.FirstOrDefault(step => step.State == StepState.Stopped);
        return new Story(
            subject,
            stop is null,
            stop is null ? whole : $"It stopped before it was {stop.Stage}: {stop.Text}",
            steps);
    }
}

/// <param name="Stage">Such as <c>fetched</c>.</param>
/// <param name="At">Null where only a log would say it.</param>
/// <param name="Request">The id of the function's invocation, as its log has it.</param>
internal sealed record Step(string Stage, StepState State, DateTimeOffset? At, string Text, string? Request = null)
{
    /// <summary>Whether FanOut failed, and so may have given the file up.</summary>
    [JsonIgnore]
    public bool IsFailure { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<StepState>))]
internal enum StepState
{
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Here it did not go on, in whole or in part.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>Only a log knows.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Worth knowing beside the way.</summary>
    [JsonStringEnumMemberName("note")]
    Note,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Story))]
internal sealed partial class StoryJson : JsonSerializerContext;
