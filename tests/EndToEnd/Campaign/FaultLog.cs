namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>
/// Counts what is done to the run, in a folder that the processes of the run share: a file for each, which outlives it.
/// </summary>
internal sealed class FaultLog : IDisposable
{
    private readonly StreamWriter _file;

    public FaultLog(string folder)
    {
        Directory.CreateDirectory(folder);
        _file = new StreamWriter(Path.Combine(folder, Guid.NewGuid().ToString("N"))) { AutoFlush = true };
    }

    /// <summary>Adds one.</summary>
    /// <param name="kind">In words, such as <c>s3: connection cut after the effect</c>.</param>
    public void Add(string kind)
    {
        lock (_file)
        {
            _file.WriteLine(kind);
        }
    }

    /// <summary>How often each kind was done.</summary>
    public static SortedDictionary<string, int> Count(string folder) => new(
        Directory.EnumerateFiles(folder).SelectMany(ReadLines).CountBy(line => line).ToDictionary(), StringComparer.Ordinal);

    public void Dispose() => _file.Dispose();

    private static string[] ReadLines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
