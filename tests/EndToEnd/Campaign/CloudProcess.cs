using System.Diagnostics;
using System.Text;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>One life of the process that plays AWS.</summary>
internal sealed class CloudProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private int _asked;

    public CloudProcess(CloudSettings settings)
    {
        var file = Path.Combine(settings.DataFolder, "campaign.json");
        settings.Write(file);
        _process = Process.Start(new ProcessStartInfo(DotnetHost.Path, [typeof(CloudProcess).Assembly.Location, CampaignCommand.CloudVerb, file])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Whether it has come up; until then nothing takes the place of a DynamoDB that is killed.</summary>
    public bool IsReady => Said.Contains(CloudProgram.Ready, StringComparison.Ordinal);

    /// <summary>Whether it has been quiet since it was started, or since it was last asked.</summary>
    public bool IsQuiet => Said.Split(CloudProgram.Quiet).Length - 1 > _asked;

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Begins to wait for quiet anew.</summary>
    public async Task AskForQuietAsync()
    {
        _asked++;
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Without a chance to say goodbye; returns when its port can be used again.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <exception cref="InvalidOperationException">It has ended by itself; the message has what it said.</exception>
    public void RequireAlive()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The process that plays AWS has ended by itself:\n{Said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
