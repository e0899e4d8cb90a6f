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

    /// <summary>
    /// Whether it is that program: by its arguments, or, of a function, whose program has a name that all of them have, by its
    /// handler. False where there is no such process any more.
    /// </summary>
    public static bool IsOf(int id, string program) =>
        Read(id, "cmdline").Contains(program, StringComparison.Ordinal) || Has(id, $"_HANDLER={program}");

    /// <summary>Whether the variable and its value are in its environment.</summary>
    public static bool Has(int id, string variable) => Read(id, "environ").Split('\0').Contains(variable);

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
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
