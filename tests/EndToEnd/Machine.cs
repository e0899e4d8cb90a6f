using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ServerlessPipeline.EndToEnd;

/// <summary>
/// A small machine with systemd of its own, started by <c>systemd-nspawn</c> over a folder that Debian's or Ubuntu's <c>debootstrap</c>
/// makes once, in <c>artifacts/machine</c>. It shares this machine's network, and what it changes is gone when it ends.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private const string Nspawn = "/usr/bin/systemd-nspawn";
    private const string Debootstrap = "/usr/sbin/debootstrap";
    private const string Unit = "run-the-test.service";

    private readonly StringBuilder _output = new();
    private readonly Process _process;
    private readonly FileStream _alone;

    private Machine(Process process, string folder, FileStream alone)
    {
        (_process, Folder, _alone) = (process, folder, alone);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What both have in common; <c>/test</c> in the machine.</summary>
    public string Folder { get; }

    /// <summary>Starts the machine and, in it, a script. The machine ends when the script does. Skips the test where none can be had.</summary>
    /// <param name="script">For bash, as root.</param>
    /// <param name="folder">What both have in common.</param>
    /// <param name="asset">Read-only, <c>/asset</c> in the machine.</param>
    public static async Task<Machine> StartAsync(string script, string folder, string asset, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "The unit is for Linux on x64.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "A machine can be started by root alone.");
        Assert.SkipUnless(File.Exists(Nspawn), "systemd-nspawn is not installed (Debian's systemd-container).");
        var alone = await AloneAsync();
        try
        {
            var root = await RootAsync(cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "script"), $"touch /test/started\n{script}", cancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder, Unit),
                """
                [Unit]
                After=multi-user.target
                [Service]
                Type=oneshot
                ExecStart=/bin/bash /test/script
                ExecStopPost=/bin/systemctl poweroff --no-block
                StandardOutput=append:/test/output
                StandardError=append:/test/output
                """,
                cancellationToken);
            var machine = new Machine(
                Process.Start(new ProcessStartInfo(Nspawn)
                {
                    ArgumentList =
                    {
                        "--quiet", $"--directory={root}", "--volatile=overlay", "--register=no", "--keep-unit", $"--bind={folder}:/test",
                        $"--bind-ro={asset}:/asset", $"--bind-ro={Path.Combine(folder, Unit)}:/etc/systemd/system/{Unit}",
                        "--console=pipe", "--boot", $"systemd.wants={Unit}",
                    },
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!,
                folder,
                alone);
            var started = await machine.UntilAsync("started");
            Assert.SkipUnless(started, $"systemd-nspawn starts no machine here: {machine.Said().Trim().Split('\n')[^1]}");
            return machine;
        }
        catch
        {
            await alone.DisposeAsync();
            throw;
        }
    }

    /// <summary>The text of a file that the script writes and then moves to its name, once it is there.</summary>
    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var there = await UntilAsync(name);
        Assert.True(there, $"The machine ended without {name}:\n{Said()}");
        return await File.ReadAllTextAsync(Path.Combine(Folder, name), cancellationToken);
    }

    /// <summary>Lets the script go on, which waits for a file of that name.</summary>
    public void Tell(string name) => File.WriteAllText(Path.Combine(Folder, name), "");

    /// <summary>What the script printed, or, where it did not begin, the machine.</summary>
    public string Said()
    {
        var output = Path.Combine(Folder, "output");
        lock (_output)
        {
            return File.Exists(output) ? File.ReadAllText(output) : _output.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await _alone.DisposeAsync();
    }

    /// <returns>Whether the file came before the machine ended.</returns>
    private async Task<bool> UntilAsync(string name)
    {
        var file = Path.Combine(Folder, name);
        return await Eventually.GetAsync(
            () => Task.FromResult<bool?>(File.Exists(file) ? true : _process.HasExited ? File.Exists(file) : null), there => there is not null, TimeSpan.FromMinutes(5)) is true;
    }

    /// <summary>Two machines at once would get into each other's control groups.</summary>
    private static async Task<FileStream> AloneAsync()
    {
        FileStream? file = null;
        await Eventually.GetAsync(
            () =>
            {
                try
                {
                    file = new FileStream("/run/lock/serverless-pipeline-machine", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException)
                {
                    // Another run of the tests has it.
                }

                return Task.FromResult(file);
            },
            opened => opened is not null,
            TimeSpan.FromMinutes(10));
        return file!;
    }

    /// <summary>The folder of a system like this one, with systemd and what the instance has for the fetcher.</summary>
    private static async Task<string> RootAsync(CancellationToken cancellationToken)
    {
        var release = (await File.ReadAllLinesAsync("/etc/os-release", cancellationToken))
            .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?.Split('=')[1].Trim('"');
        var root = Path.Combine(Checkout.Root, "artifacts", "machine", release ?? "none");
        if (Directory.Exists(root))
        {
            return root;
        }

        Assert.SkipUnless(release is not null && File.Exists(Debootstrap), "debootstrap is not installed, or knows no system like this one.");
        var unfinished = $"{root}.unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        using var debootstrap = Process.Start(new ProcessStartInfo(Debootstrap)
        {
            ArgumentList = { "--variant=minbase", "--include=systemd,systemd-sysv,openssl,logrotate", release!, unfinished },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = debootstrap.StandardError.ReadToEndAsync(cancellationToken);
        var output = await debootstrap.StandardOutput.ReadToEndAsync(cancellationToken);
        await debootstrap.WaitForExitAsync(cancellationToken);
        Assert.SkipUnless(debootstrap.ExitCode == 0, $"debootstrap makes no system here: {(output + await errors).Trim().Split('\n')[^1]}");
        Directory.Move(unfinished, root);
        return root;
    }

    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }
}
