using System.Collections.Concurrent;
using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private const string Forever = "setInterval(() => {}, 1000);";

    private readonly Reaper _reaper = new();
    private readonly ConcurrentQueue<string> _lines = new();

    public void Dispose() => _reaper.Dispose();

    [Fact]
    public async Task Output_comes_line_by_line_and_before_the_exit_code()
    {
        await using var child = Start(
            "process.stdout.write('one\\r\\ntwo\\n\\nlast'); console.error('error'); process.exitCode = 7;");

        var exitCode = await child.Exited;

        Assert.Equal(7, exitCode);
        Assert.Equal(["", "error", "last", "one", "two"], _lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_long_line_comes_in_pieces()
    {
        using var reader = new StringReader("abcdefgh\nij");

        await LineReader.ReadAsync(reader, limit: 3, _lines.Enqueue);

        Assert.Equal(["abc", "def", "gh", "ij"], _lines);
    }

    [Fact]
    public async Task Stopping_lets_a_process_end_by_itself()
    {
        await using var child = Start($"process.on('SIGTERM', () => process.exit(5)); console.log('ready'); {Forever}");
        await Eventually.TrueAsync(() => _lines.Contains("ready"));

        await child.StopAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(5, await child.Exited);
    }

    [Fact]
    public async Task Stopping_kills_a_process_that_stays_and_its_descendants()
    {
        await using var child = Start($$"""
            process.on('SIGTERM', () => {});
            const { spawn } = require('child_process');
            console.log(spawn(process.execPath, ['-e', '{{Forever}}'], { stdio: 'inherit' }).pid);
            {{Forever}}
            """);
        await Eventually.TrueAsync(() => !_lines.IsEmpty);
        var descendant = int.Parse(_lines.Single());

        await child.StopAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal(137, await child.Exited);
        await Eventually.TrueAsync(() => !RunningProcess.IsAlive(descendant));
    }

    [Fact]
    public async Task Closing_its_input_reaches_a_process_that_reads_it()
    {
        await using var child = Start(
            "process.stdin.on('data', data => console.log(`got ${data}`)).on('end', () => console.log('end'));");

        await child.Input.WriteAsync("this");
        child.Input.Close();

        Assert.Equal(0, await child.Exited);
        Assert.Equal(["got this", "end"], _lines);
    }

    [Fact]
    public async Task The_reaper_kills_what_it_watches_and_nothing_else_when_its_owner_is_gone()
    {
        await using var watched = Start(Forever);
        await using var other = Start(Forever);
        _reaper.Unwatch(other.Id);

        _reaper.Dispose();

        Assert.Equal(137, await ExitAsync(watched));
        Assert.True(RunningProcess.IsAlive(other.Id));
    }

    [Fact]
    public async Task A_reaper_that_was_ended_itself_is_replaced_and_knows_the_processes_from_before()
    {
        using var reaper = new Reaper();
        await using var before = Start(Forever, reaper);
        using (var node = Process.GetProcessById(reaper.ProcessId))
        {
            node.Kill();
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await using var after = Start(Forever, reaper);
        reaper.Dispose();

        Assert.Equal(137, await ExitAsync(before));
        Assert.Equal(137, await ExitAsync(after));
    }

    private static Task<int> ExitAsync(ChildProcess child) =>
        child.Exited.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, TestContext.Current.CancellationToken);

    private ChildProcess Start(string script, Reaper? reaper = null)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { "-e", script },
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        return ChildProcess.Start(start, reaper ?? _reaper, TimeProvider.System, _lines.Enqueue);
    }
}
