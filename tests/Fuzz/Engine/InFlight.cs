using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>
/// The input that a worker is at, in memory that outlives the process: a stack that overflows takes the process with it,
/// and the next run finds here what did it.
/// </summary>
internal sealed class InFlight : IDisposable
{
    private const string Suffix = ".in-flight";
    private const int Capacity = 1 << 20;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "serverless-pipeline-fuzz");

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public InFlight(string kind)
    {
        Directory.CreateDirectory(Folder);
        _path = Path.Combine(Folder, $"{kind}.{Environment.ProcessId}.{Guid.NewGuid():N}{Suffix}");
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.CreateNew, mapName: null, Capacity);
        _view = _file.CreateViewAccessor();
    }

    public void Is(byte[] input)
    {
        var length = Math.Min(input.Length, Capacity - sizeof(int));
        _view.Write(0, length);
        _view.WriteArray(sizeof(int), input, 0, length);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }

    /// <summary>What runs were at that ended in the middle, be it killed by the input or by a person; told once.</summary>
    public static IReadOnlyList<byte[]> OfDeadRuns(string kind)
    {
        var inputs = new List<byte[]>();
        foreach (var path in Directory.Exists(Folder) ? Directory.GetFiles(Folder, $"{kind}.*{Suffix}") : [])
        {
            if (!IsRunning(int.Parse(Path.GetFileName(path).Split('.')[1], CultureInfo.InvariantCulture)))
            {
                var content = File.ReadAllBytes(path);
                inputs.Add(content[sizeof(int)..][..BitConverter.ToInt32(content)]);
                Keep(kind, inputs[^1]);
                File.Delete(path);
            }
        }

        return inputs;
    }

    /// <summary>Writes the input to a file of its own.</summary>
    /// <returns>The path, which is the same for the same input.</returns>
    public static string Keep(string kind, byte[] input)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"found-{kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        File.WriteAllBytes(path, input);
        return path;
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
