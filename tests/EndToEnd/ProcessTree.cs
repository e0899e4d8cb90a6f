using System.Globalization;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Processes as Linux shows them in /proc.</summary>
internal static class ProcessTree
{
    /// <summary>The children of a process and theirs, from /proc.</summary>
    public static List<int> Descendants(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(id) == parent)
            {
                children.Add(id);
                children.AddRange(Descendants(id));
            }
        }

        return children;
    }

    /// <summary>Its arguments with spaces between; empty where there is no such process any more.</summary>
    public static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int? ParentOf(int id)
    {
        try
        {
            // The name, in brackets, may hold spaces; after it come the state and the parent.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static bool IsRunning(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
