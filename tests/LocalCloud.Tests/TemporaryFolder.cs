namespace ServerlessPipeline.LocalCloud.Tests;

/// <summary>A folder of one test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("local-cloud-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
