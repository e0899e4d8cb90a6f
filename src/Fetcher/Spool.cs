using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// A folder that holds each file until S3 has it: first a line of JSON (<see cref="SpoolHeader"/>), then what S3 gets. Names
/// sort by time. A file appears whole or not at all: it is written under another name, flushed to the disk, and renamed. One
/// fetcher at a time has the folder. At its bound it takes no more: what is in it is older, and the exchange keeps what is
/// not taken, for the repair to fetch when there is room.
/// </summary>
internal sealed class Spool(string folder, long maximumBytes) : IDisposable
{
    private const string Finished = ".spool";
    private const string Unfinished = ".unfinished";
    private const string Damaged = ".damaged";
    private const string RepairMark = "-repair-";
    private const string LockName = ".lock";

    private FileStream? _lock;
    private int _files;
    private long _bytes;

    /// <summary>Files that S3 does not have yet.</summary>
    public int Files => Volatile.Read(ref _files);

    /// <summary>Makes the folder, takes it, and clears away what an interrupted write left.</summary>
    /// <exception cref="IOException">Another fetcher has it.</exception>
    public void Open()
    {
        Directory.CreateDirectory(folder);
        try
        {
            _lock = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The spool {folder} is in use by another fetcher: {e.Message}", e);
        }

        foreach (var path in Directory.EnumerateFiles(folder, $"*{Unfinished}"))
        {
            File.Delete(path);
        }

        var files = List();
        (_files, _bytes) = (files.Count, files.Sum(path => new FileInfo(path).Length));
    }

    public void Dispose() => _lock?.Dispose();

    /// <summary>The paths of all files, the oldest minute first.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(folder, $"*{Finished}").Order(StringComparer.Ordinal)];

    public static bool IsRepair(string path) => Path.GetFileName(path).Contains(RepairMark, StringComparison.Ordinal);

    /// <returns>The file's path; null where the spool is at its bound.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public Task<string?> WriteAsync(FetchedMinute minute) => WriteAsync(
        Name(minute.Minute),
        new SpoolHeader(minute.Key, minute.Metadata(), [.. minute.Missing.Select(symbol => symbol.ToString())]),
        stream => MinuteFileWriter.WriteAsync(stream, minute.Candles));

    /// <summary>The same for the candles of a gap.</summary>
    public Task<string?> WriteAsync(RepairedGap gap) => WriteAsync(
        $"{Name(gap.Candles[0].OpenTime)}{RepairMark}{Uri.EscapeDataString(gap.Symbol.ToString())}",
        new SpoolHeader(gap.Key, gap.Metadata()),
        stream => RepairFile.WriteAsync(stream, gap.Candles));

    /// <exception cref="JsonException">The disk, or somebody, changed the file.</exception>
    public static async Task<(SpoolHeader Header, byte[] Content)> ReadAsync(
        string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        var lineEnd = bytes.AsSpan().IndexOf((byte)'\n');
        var header = JsonSerializer.Deserialize(bytes.AsSpan(0, Math.Max(lineEnd, 0)), SpoolJson.Default.SpoolHeader)
            ?? throw new JsonException($"{path} has no header");
        return (header, bytes[(lineEnd + 1)..]);
    }

    public void Delete(string path)
    {
        var bytes = new FileInfo(path).Length;
        File.Delete(path);
        Count(-1, -bytes);
    }

    /// <summary>Keeps the file for the operator, out of the way.</summary>
    public void SetAside(string path)
    {
        var bytes = new FileInfo(path).Length;
        File.Move(path, path + Damaged, overwrite: true);
        Count(-1, -bytes);
    }

    private async Task<string?> WriteAsync(string name, SpoolHeader header, Func<Stream, Task> write)
    {
        if (Interlocked.Read(ref _bytes) >= maximumBytes)
        {
            return null;
        }

        var path = Path.Combine(folder, name + Finished);
        long bytes;
        await using (var file = File.Create(path + Unfinished))
        {
            await JsonSerializer.SerializeAsync(file, header, SpoolJson.Default.SpoolHeader);
            file.WriteByte((byte)'\n');
            await write(file);
            file.Flush(flushToDisk: true);
            bytes = file.Length;
        }

        File.Move(path + Unfinished, path, overwrite: true);
        Count(1, bytes);
        return path;
    }

    private void Count(int files, long bytes)
    {
        Interlocked.Add(ref _files, files);
        Interlocked.Add(ref _bytes, bytes);
    }

    private static string Name(DateTimeOffset minute) => minute.UtcDateTime.ToString("yyyy-MM-dd'T'HHmm'Z'");
}

/// <summary>What S3 is told beside the content.</summary>
/// <param name="Missing">Of a minute file: configured symbols that it lacks.</param>
internal sealed record SpoolHeader(string Key, Dictionary<string, string> Metadata, string[]? Missing = null);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SpoolHeader))]
internal sealed partial class SpoolJson : JsonSerializerContext;
