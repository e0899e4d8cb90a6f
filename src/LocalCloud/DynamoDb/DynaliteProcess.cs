using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>One dynalite, running in Node.js.</summary>
internal sealed class DynaliteProcess : IAsyncDisposable
{
    /// <summary>The header by which dynalite knows its parent; its port is open to everyone on the machine.</summary>
    private const string SecretHeader = "X-Local-Secret";

    private const string Ready = "READY ";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<string> _complaints = new();

    private readonly string _secret;

    private DynaliteProcess(Process process, string secret, TimeProvider time)
    {
        _process = process;
        _secret = secret;
        _time = time;
        Id = process.Id;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>Completes when it has ended, for whatever reason.</summary>
    public Task Exited { get; }

    public int Id { get; }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>Addresses a request to it.</summary>
    public void Address(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(Endpoint, request.RequestUri!);
        request.Headers.Add(SecretHeader, _secret);
    }

    /// <param name="nodeModules">The folder that dynalite is installed in.</param>
    /// <param name="tables">The folder of its database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message has what it said.</exception>
    public static async Task<DynaliteProcess> StartAsync(
        string nodeModules, string tables, TimeProvider time, CancellationToken cancellationToken)
    {
        var secret = Credentials.NewSecret();
        var process = Launch(nodeModules, tables, secret);
        var dynalite = new DynaliteProcess(process, secret, time);
        process.ErrorDataReceived += (_, line) => dynalite.Complain(line.Data);
        process.BeginErrorReadLine();
        try
        {
            await dynalite.WaitUntilReadyAsync(cancellationToken);
            return dynalite;
        }
        catch
        {
            await dynalite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await Exited.WaitAsync(Grace, _time);
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await Exited;
        }

        _process.Dispose();
    }

    /// <summary>Keeps the last lines of its standard error, for the message of a failed start.</summary>
    private void Complain(string? line)
    {
        const int Longest = 50;
        _complaints.Enqueue(line ?? "");
        if (_complaints.Count > Longest)
        {
            _complaints.TryDequeue(out _);
        }
    }

    private static Process Launch(string nodeModules, string tables, string secret)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "DynamoDb", "dynalite.mjs"), nodeModules, tables },
            // dynalite builds its ARNs from these. The environment is for the owner's eyes alone, unlike the arguments.
            Environment =
            {
                ["AWS_ACCOUNT_ID"] = LocalAccount.Id, ["AWS_REGION"] = LocalAccount.Region, ["LOCAL_SECRET"] = secret,
            },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("Node.js 20 or later is needed: there is no 'node' on the PATH.", exception);
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                var port = JsonNode.Parse(line[Ready.Length..])!["port"]!.GetValue<int>();
                Endpoint = new Uri($"http://127.0.0.1:{port}");
                return;
            }
        }

        await Exited.WaitAsync(cancellationToken);
        throw new InvalidOperationException($"dynalite did not start: {string.Join('\n', _complaints).Trim()}");
    }
}
