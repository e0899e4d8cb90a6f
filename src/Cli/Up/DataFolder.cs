using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The folder of a run's state, held by one run at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    // Marks the folder as ours, so that --fresh never empties a folder that it was pointed to by mistake.
    private const string LockName = "pipeline.lock";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public string CloudAssembly => System.IO.Path.Combine(Path, "cdk.out");

    public string Spool => System.IO.Path.Combine(Path, "spool");

    public string Log(string program) => System.IO.Path.Combine(Path, "logs", $"{program}.log");

    /// <exception cref="CommandException">Another run holds the folder, or it is not a run's folder.</exception>
    public static DataFolder Open(string path, bool fresh)
    {
        var mark = System.IO.Path.Combine(path, LockName);
        if (Directory.Exists(path) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new CommandException($"{path} holds something else than the state of a run. Name another folder with --data.");
        }

        Create(path);
        FileStream held;
        try
        {
            held = new FileStream(mark, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new CommandException(
                $"Another run is using {path}. Stop it, or name another folder and port with --data and --port.", exception);
        }

        if (fresh)
        {
            // The operator's key stays: tools have been told it.
            Empty(path, [mark, OperatorCredentials.PathIn(path)]);
        }

        return new DataFolder(path, held);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>What goes through the pipeline is no other user's business.</summary>
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Empty(string path, string[] except)
    {
        foreach (var folder in Directory.EnumerateDirectories(path))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(path).Where(file => !except.Contains(file)))
        {
            File.Delete(file);
        }
    }
}
