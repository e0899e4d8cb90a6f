using System.Text;
using System.Text.Json;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>The logs of a local run, in its data folder.</summary>
internal sealed class LocalLogs(string dataFolder, DeploymentOutputs outputs) : ILogs
{
    // FanOut's and the Writer's files start anew at 10 MB, and keep the one before.
    private IEnumerable<string> Paths =>
    [
        Path.Combine(dataFolder, "logs", "fetcher.log"),
        $"{OfFunction("FanOutFunction")}.1", OfFunction("FanOutFunction"),
        $"{OfFunction("WriterFunction")}.1", OfFunction("WriterFunction"),
    ];

    /// <exception cref="CommandException">A log cannot be read.</exception>
    public async Task<IReadOnlyList<LogLine>?> ReadAsync(string file, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        // As the functions spell it in JSON, and as the fetcher does.
        var key = JsonEncodedText.Encode(file).Value;
        var lines = new List<LogLine>();
        foreach (var path in Paths.Where(File.Exists))
        {
            try
            {
                await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, Encoding.UTF8);
                while (await reader.ReadLineAsync(cancellationToken) is { } text)
                {
                    if ((text.Contains(key, StringComparison.Ordinal) || text.Contains(file, StringComparison.Ordinal))
                        && LogLine.Parse(text) is { } line
                        && line.IsOf(file))
                    {
                        lines.Add(line);
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{path} cannot be read: {exception.Message}", exception);
            }
        }

        return [.. lines.OrderBy(line => line.At)];
    }

    private string OfFunction(string output) => Path.Combine(dataFolder, "lambda", "logs", $"{outputs[output]}.log");
}
