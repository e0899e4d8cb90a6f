using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests.Guard;

/// <param name="Control">Such as <c>CT.S3.PR.2</c>.</param>
/// <param name="Resource">The logical id.</param>
internal sealed record GuardFailure(string Control, string Resource);

/// <summary>AWS's cfn-guard with the rules of Control Tower, as its npm package carries them.</summary>
internal static partial class CfnGuard
{
    private static readonly string Package =
        Path.Combine(Checkout.Root, "node_modules", "@cdklabs", "cdk-validator-cfnguard");

    /// <summary>Null where the package has no program for this system.</summary>
    private static string? Program => (OperatingSystem.IsLinux() ? "ubuntu" : OperatingSystem.IsMacOS() ? "macos" : null) is { } system
        ? Path.Combine(Package, "bin", system, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64", "cfn-guard")
        : null;

    public static async Task<IReadOnlyList<GuardFailure>> ValidateAsync(string templateFile)
    {
        Assert.SkipWhen(Program is null, "cfn-guard's package has programs for Linux and macOS.");
        using var guard = Process.Start(new ProcessStartInfo(Program!)
        {
            ArgumentList =
            {
                "validate", "--rules", Path.Combine(Package, "rules", "control-tower", "cfn-guard"), "--data", templateFile,
                "--structured", "--output-format", "json", "--show-summary", "none",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await guard.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await guard.WaitForExitAsync(TestContext.Current.CancellationToken);
        var report = JsonNode.Parse(output)![0]!;
        Assert.NotEmpty(report["compliant"]!.AsArray());
        return [.. report["not_compliant"]!.AsArray().SelectMany(rule => Failures(rule!.ToJsonString()))];
    }

    // The report nests as deep as the rule does; what it is about stands in the message and in the paths.
    private static IEnumerable<GuardFailure> Failures(string rule)
    {
        var control = Control().Match(rule).Groups["control"].Value;
        return Resource().Matches(rule).Select(path => path.Groups["resource"].Value).Distinct()
            .Select(resource => new GuardFailure(control, resource));
    }

    [GeneratedRegex(@"\[(?<control>CT\.[A-Z0-9]+\.PR\.[0-9]+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Control();

    [GeneratedRegex("\"path\":\"/Resources/(?<resource>[A-Za-z0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Resource();
}
