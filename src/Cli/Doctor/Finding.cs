using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>What a check came to.</summary>
/// <param name="Text">What was seen.</param>
/// <param name="Cure">What to do; null where there is nothing to do.</param>
internal sealed record Finding(Verdict Verdict, string Text, string? Cure = null)
{
    public static Finding Ok(string text) => new(Verdict.Ok, text);

    public static Finding Warning(string text, string cure) => new(Verdict.Warning, text, cure);

    public static Finding Problem(string text, string cure) => new(Verdict.Problem, text, cure);
}

/// <summary>A finding with the name of its check.</summary>
internal sealed record NamedFinding(string Name, Verdict Verdict, string Text, string? Cure);

[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, in part or for now.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("problem")]
    Problem,
}
