namespace ServerlessPipeline.Bench;

/// <summary>Folders that go when the program ends.</summary>
internal static class TemporaryFolders
{
    private static readonly List<string> Folders = [];

    static TemporaryFolders() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Folders.ForEach(Delete);

    public static string New(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        Folders.Add(folder);
        return folder;
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A process of a benchmark that failed may still write there.
        }
    }
}
