using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.Bench.Chain;

/// <summary>Templates that the real CDK app synthesizes, with its own functions or with the twin's in their place.</summary>
internal static class PipelineAssembly
{
    /// <returns>The folder that the app wrote.</returns>
    public static async Task<string> OursAsync(ChainSettings settings)
    {
        var context = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "cdk.json")))!["context"]!;
        settings.ApplyTo(context["pipeline"]!.AsObject());
        var folder = TemporaryFolders.New("cdk-out-");
        using var app = Process.Start(new ProcessStartInfo(DotnetHost.Path, [Checkout.Program("Infra")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            Environment = { ["CDK_OUTDIR"] = folder, ["CDK_CONTEXT_JSON"] = context.ToJsonString() },
        })!;
        var errors = await app.StandardError.ReadToEndAsync();
        await app.WaitForExitAsync();
        return app.ExitCode == 0 ? folder : throw new InvalidOperationException(errors);
    }

    /// <summary>The same template, but for what the functions are made of and the call by which the writer writes.</summary>
    public static async Task<string> TwinAsync(ChainSettings settings)
    {
        var ours = await OursAsync(settings);
        var twin = TemporaryFolders.New("cdk-out-twin-");
        foreach (var file in Directory.EnumerateFiles(ours))
        {
            File.Copy(file, Path.Combine(twin, Path.GetFileName(file)));
        }

        foreach (var asset in Directory.EnumerateDirectories(ours))
        {
            var isFunction = File.Exists(Path.Combine(asset, "ServerlessPipeline.FanOut.dll"))
                || File.Exists(Path.Combine(asset, "ServerlessPipeline.Writer.dll"));
            Directory.CreateSymbolicLink(Path.Combine(twin, Path.GetFileName(asset)), isFunction ? Checkout.Twin : asset);
        }

        var template = Directory.GetFiles(twin, "*.template.json").Single();
        var text = await File.ReadAllTextAsync(template);
        foreach (var (word, replacement) in Replacements)
        {
            text = text.Contains(word, StringComparison.Ordinal)
                ? text.Replace(word, replacement, StringComparison.Ordinal)
                : throw new InvalidOperationException($"The template has no {word}.");
        }

        await File.WriteAllTextAsync(template, text);
        return twin;
    }

    private static readonly (string Word, string Replacement)[] Replacements =
    [
        ("\"Handler\": \"ServerlessPipeline.FanOut\"", "\"Handler\": \"fan_out.handler\""),
        ("\"Handler\": \"ServerlessPipeline.Writer\"", "\"Handler\": \"writer.handler\""),
        ("dynamodb:BatchWriteItem", "dynamodb:PutItem"),
    ];
}
