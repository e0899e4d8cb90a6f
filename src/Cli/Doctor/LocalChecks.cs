using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>What the local run needs of this machine, and whether there is one.</summary>
internal static class LocalChecks
{
    private const long Enough = 2L << 30;
    private const long TooLittle = 200L << 20;

    /// <summary>What listens on a port of this machine.</summary>
    internal enum Listener
    {
        None,
        LocalRun,
        Other,
    }

    public static Check Port(int port) => new("Port", async token => OfPort(port, await ListenerAsync(port, token)));

    public static Check Run(TargetChoice choice) => new("Local run", async token =>
    {
        if (await ListenerAsync(choice.Port, token) != Listener.LocalRun)
        {
            return Finding.Ok("none: 'pipeline up' starts it");
        }

        try
        {
            using var target = Target.Open(choice);
            var table = await target.Clients.DynamoDb.DescribeTableAsync(target.Outputs["ProcessedDataTable"], token);
            return Finding.Ok($"answers at {target.Local!.Endpoint.ToString().TrimEnd('/')}, {table.Table.TableName} is {table.Table.TableStatus}");
        }
        catch (Exception exception) when (ServiceErrors.Are(exception) || exception is CommandException)
        {
            return Finding.Problem(
                $"the run on port {choice.Port} does not take the credentials of {choice.DataFolder}: {exception.Message.ReplaceLineEndings(" ")}",
                "Give the folder that it was started with: --data DIR.");
        }
    });

    public static Check Data(TargetChoice choice) => new("Data folder", _ =>
    {
        var folder = Path.GetFullPath(choice.DataFolder);
        // Before the first run there is none, and then what it would be made in counts.
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            if (File.Exists(folder))
            {
                return Task.FromResult(Finding.Problem($"{folder} is a file", "Give another folder: --data DIR."));
            }

            folder = parent;
        }

        return Task.FromResult(Writable(folder) ?? OfSpace(folder, new DriveInfo(folder).AvailableFreeSpace));
    });

    internal static Finding OfPort(int port, Listener listener) => listener switch
    {
        Listener.None => Finding.Ok($"{port} is free"),
        Listener.LocalRun => Finding.Ok($"{port} is a local run's"),
        _ => Finding.Problem($"{port} is another program's", "Stop that program, or give 'pipeline up' another port: --port N."),
    };

    /// <param name="free">In bytes.</param>
    internal static Finding OfSpace(string folder, long free)
    {
        var text = $"{folder} can be written, {free / 1e9:0.0} GB free";
        return free switch
        {
            < TooLittle => Finding.Problem(text, "Make room, or give another folder: --data DIR."),
            < Enough => Finding.Warning(text, "A run's state grows: make room, or give another folder: --data DIR."),
            _ => Finding.Ok(text),
        };
    }

    internal static async Task<Listener> ListenerAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/_health"), cancellationToken);
            return response.IsSuccessStatusCode && IsHealth(await response.Content.ReadAsStringAsync(cancellationToken))
                ? Listener.LocalRun
                : Listener.Other;
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? Listener.None : Listener.Other;
        }
    }

    private static Finding? Writable(string folder)
    {
        try
        {
            var path = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Problem($"{folder} cannot be written: {exception.Message}", "Give yourself the right to, or give another folder: --data DIR.");
        }
    }

    private static bool IsHealth(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject health && health["services"] is JsonArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
