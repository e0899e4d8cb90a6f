using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Templates synthesized by the real CDK app, once for each variant of the settings.</summary>
internal static class CloudAssembly
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Folders = new();

    /// <param name="change">Changes the settings of <c>cdk.json</c>; null for those as they are.</param>
    /// <returns>The folder that the app wrote.</returns>
    public static Task<string> SynthesizeAsync(Action<JsonObject>? change = null)
    {
        var context = JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "cdk.json")))!["context"]!;
        change?.Invoke(context["pipeline"]!.AsObject());
        return Folders.GetOrAdd(context.ToJsonString(), json => new Lazy<Task<string>>(() => RunAsync(json))).Value;
    }

    /// <summary>The assembly of the settings as they are, with a word of its template replaced.</summary>
    /// <param name="folder">Where to; it is there already.</param>
    public static async Task WriteChangedAsync(string folder, string word, string replacement)
    {
        var text = await File.ReadAllTextAsync(Template(await SynthesizeAsync()));
        Assert.Contains(word, text);
        await WriteAsync(folder, text.Replace(word, replacement, StringComparison.Ordinal));
    }

    /// <summary>The assembly of the settings as they are, with another template.</summary>
    /// <param name="folder">Where to; it is there already.</param>
    public static async Task WriteAsync(string folder, string template)
    {
        Copy(await SynthesizeAsync(), folder);
        await File.WriteAllTextAsync(Template(folder), template);
    }

    /// <summary>Copies an assembly into a folder that is there already; its assets, which are large and only read, are links.</summary>
    public static void Copy(string source, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        foreach (var asset in Directory.EnumerateDirectories(source))
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(asset)), asset);
        }
    }

    public static string Template(string folder) => Directory.GetFiles(folder, "*.template.json").Single();

    private static async Task<string> RunAsync(string context)
    {
        var folder = Directory.CreateTempSubdirectory("cdk-out-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        using var app = Process.Start(new ProcessStartInfo(DotnetHost.Path, [Checkout.Program("Infra", "ServerlessPipeline.Infra")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            Environment = { ["CDK_OUTDIR"] = folder, ["CDK_CONTEXT_JSON"] = context },
        })!;
        var errors = await app.StandardError.ReadToEndAsync();
        await app.WaitForExitAsync();
        return app.ExitCode == 0 ? folder : throw new InvalidOperationException(errors);
    }
}
