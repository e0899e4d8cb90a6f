using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>All findings; also the line of JSON that <c>doctor --json</c> prints.</summary>
internal sealed record DoctorResult(IReadOnlyList<NamedFinding> Checks, int Problems, int Warnings)
{
    private static readonly DoctorJson Line =
        new(new JsonSerializerOptions(DoctorJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static DoctorResult Of(IReadOnlyList<NamedFinding> findings) => new(
        findings,
        findings.Count(finding => finding.Verdict == Verdict.Problem),
        findings.Count(finding => finding.Verdict == Verdict.Warning));

    public string ToJson() => JsonSerializer.Serialize(this, Line.DoctorResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DoctorResult))]
internal sealed partial class DoctorJson : JsonSerializerContext;
