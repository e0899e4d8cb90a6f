using System.Diagnostics;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>
/// A folder on a disk that can be filled. Root gets a small file system of its own for it. Others get files in it that lead to
/// <c>/dev/full</c>, where a spool is about to write the coming minutes: they bring the same error.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Ballast = "ballast";

    private readonly TempFolder _folder = new();
    private readonly bool _mounted;

    public SmallDisk() => _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", _folder.Path);

    public string Path => _folder.Path;

    /// <param name="minutes">That are to come, as the spool names them: <c>2026-02-02T1340Z</c>.</param>
    public void Fill(IEnumerable<string> minutes)
    {
        if (_mounted)
        {
            try
            {
                using var file = new FileStream(System.IO.Path.Combine(Path, Ballast), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
                while (true)
                {
                    file.Write(new byte[4096]);
                }
            }
            catch (IOException)
            {
                // It is full.
            }
        }
        else if (OperatingSystem.IsLinux())
        {
            foreach (var minute in minutes)
            {
                File.CreateSymbolicLink(Link(minute), "/dev/full");
            }
        }
    }

    public void Empty(IEnumerable<string> minutes)
    {
        File.Delete(System.IO.Path.Combine(Path, Ballast));
        foreach (var minute in minutes)
        {
            File.Delete(Link(minute));
        }
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", "-l", _folder.Path);
        }

        _folder.Dispose();
    }

    private string Link(string minute) => System.IO.Path.Combine(Path, $"{minute}.spool.unfinished");

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
