using System.Globalization;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Where processes listen, as Linux shows it in /proc.</summary>
internal static class Listeners
{
    private const string Listening = "0A";

    /// <summary>Addresses in the kernel's hex form with the port, such as <c>0100007F:11D6</c>, of the process and all below it.</summary>
    public static List<string> Of(int process)
    {
        var sockets = ProcessTree.Descendants(process).Append(process).SelectMany(Sockets).ToHashSet();
        return [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == Listening && sockets.Contains($"socket:[{fields[9]}]"))
            .Select(fields => fields[1])];
    }

    /// <summary>127.0.0.0/8, ::1, and the former as an IPv6 address, each word in the machine's byte order.</summary>
    public static bool IsLoopback(string address)
    {
        var hex = address.Split(':')[0];
        return hex is "00000000000000000000000001000000"
            || (hex.Length == 8 && hex.EndsWith("7F", StringComparison.Ordinal))
            || (hex.StartsWith("0000000000000000FFFF0000", StringComparison.Ordinal) && hex.EndsWith("7F", StringComparison.Ordinal));
    }

    public static int Port(string address) => int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Sockets(int process)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(Target)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // It has ended.
        }
    }

    /// <summary>A descriptor may be closed between two looks; the others are still there.</summary>
    private static string Target(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
