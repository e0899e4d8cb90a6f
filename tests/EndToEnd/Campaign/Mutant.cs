using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>One of the deployed programs, built with a line of its source changed: a safety taken away.</summary>
/// <param name="Project">Such as <c>Writer</c>.</param>
/// <param name="File">The source file, within the project.</param>
/// <param name="Text">What is replaced; it is there once.</param>
/// <param name="Replacement">What stands there instead.</param>
internal sealed record Mutant(string Project, string File, string Text, string Replacement)
{
    private string Assembly => $"ServerlessPipeline.{Project}.dll";

    /// <summary>Puts it in the place of the real one.</summary>
    /// <param name="cloudAssembly">A copy, whose assets are links.</param>
    public async Task ReplaceAsync(string cloudAssembly)
    {
        var build = Directory.CreateTempSubdirectory("mutant-");
        try
        {
            var built = await BuildAsync(build.FullName);
            var asset = Directory.GetDirectories(cloudAssembly).Single(folder => System.IO.File.Exists(Path.Combine(folder, Assembly)));
            Exchange(asset, built);
        }
        finally
        {
            build.Delete(recursive: true);
        }
    }

    /// <returns>The path of its assembly, below the folder.</returns>
    public async Task<string> BuildAsync(string folder)
    {
        var project = Path.Combine(Checkout.Root, "src", Project);
        var original = Path.Combine(project, File);
        var parts = (await System.IO.File.ReadAllTextAsync(original)).Split(Text);
        Assert.True(parts.Length == 2, $"{original} has this {parts.Length - 1} times, not once: {Text}");
        var changed = Path.Combine(folder, File);
        await System.IO.File.WriteAllTextAsync(changed, string.Join(Replacement, parts));

        using var dotnet = Process.Start(new ProcessStartInfo(
            DotnetHost.Path,
            [
                "build", project, "--no-restore", "--no-dependencies", "-nologo", "-v", "quiet", "-c", Checkout.Configuration,
                "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false",
                $"-p:CustomBeforeMicrosoftCommonTargets={Path.Combine(AppContext.BaseDirectory, "Campaign", "Mutant.targets")}",
                $"-p:MutantProject={Project}", $"-p:MutantOf={File}", $"-p:MutantSource={changed}", $"-p:MutantFolder={folder}/",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var said = await dotnet.StandardOutput.ReadToEndAsync();
        await dotnet.WaitForExitAsync();
        Assert.True(dotnet.ExitCode == 0, said);
        return Path.Combine(folder, "out", Assembly);
    }

    /// <summary>
    /// The asset is compiled and trimmed for the program as it is, so the program's build for this machine takes the place of its
    /// files.
    /// </summary>
    private void Exchange(string asset, string built)
    {
        var copy = $"{asset}-mutant";
        Copy(asset, copy);
        foreach (var file in Directory.GetFiles(copy).Where(file => file.EndsWith(".dll", StringComparison.Ordinal) || file.EndsWith(".so", StringComparison.Ordinal)))
        {
            System.IO.File.Delete(file);
        }

        Copy(Path.GetDirectoryName(Checkout.Program(Project, Path.GetFileNameWithoutExtension(Assembly)))!, copy);
        var bootstrap = Path.Combine(copy, "bootstrap");
        if (System.IO.File.Exists(bootstrap))
        {
            System.IO.File.WriteAllText(bootstrap, $"#!/bin/sh\nexec '{DotnetHost.Path}' \"$LAMBDA_TASK_ROOT/{Assembly}\"\n");
        }

        System.IO.File.Copy(built, Path.Combine(copy, Assembly), overwrite: true);
        Directory.Delete(asset);
        Directory.Move(copy, asset);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target, overwrite: true);
        }
    }
}
