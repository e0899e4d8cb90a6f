namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>A data folder, held against every other run: two would destroy each other's data.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <exception cref="InvalidOperationException">Another run holds it.</exception>
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        try
        {
            // The operating system lets go of it when the process ends, however it ends.
            _lock = new FileStream(
                System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"Another local run is using '{Path}': stop it, or choose another data folder.", exception);
        }
    }

    public string Path { get; }

    /// <summary>dynalite's own database.</summary>
    public string Tables => System.IO.Path.Combine(Path, "tables");

    /// <summary>What dynalite does not keep of a table.</summary>
    public string Settings => System.IO.Path.Combine(Path, "settings.json");

    public void Dispose() => _lock.Dispose();
}
