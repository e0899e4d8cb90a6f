using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// A folder that holds each file until S3 has it: first a line of JSON (<see cref="SpoolHeader"/>), then what S3 gets. Names
/// sort by time. A file appears whole or not at all: it is written under another name, flushed to the disk, and renamed. One
/// fetcher at a time has the folder. The first file of a name stays, as in S3. At its bound it takes no more: what is in it is older, and
/// the exchange keeps what is not taken, for the repair to fetch when there is room.
/// </summary>
internal sealed class Spool(string folder, long maximumBytes) : IDisposable
{
    private const string Finished = ".spool";
    private const string Unfinished = ".unfinished";
    private const string Damaged = ".damaged";
    private const string RepairMark = "-repair-";
    private const string NameFormat = "yyyy-MM-dd'T'HHmm'Z'";
    private const string LockName = ".lock";

    private FileStream? _lock;
    private long _bytes;

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

        _bytes = List().Sum(path => new FileInfo(path).Length);
    }

    public void Dispose() => _lock?.Dispose();

    /// <summary>The paths of all files, the oldest minute first.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(folder, $"*{Finished}").Order(StringComparer.Ordinal)];

    public static bool IsRepair(string path) => Path.GetFileName(path).Contains(RepairMark, StringComparison.Ordinal);

    /// <summary>The key that a file is to have in S3, by its name alone; null where it is none of ours.</summary>
    public static string? KeyOf(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split(RepairMark, 2);
        if (!DateTimeOffset.TryParseExact(
            parts[0], NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var minute))
        {
            return null;
        }

        return parts.Length == 1
            ? MinuteFileKey.For(minute)
            : $"{RepairFileKey.Repair.Prefix}dt={minute.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{parts[1]}{RepairFileKey.Suffix}";
    }

    /// <returns>The file's path; null where the spool is at its bound.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public Task<string?> WriteAsync(FetchedMinute minute) => WriteAsync(
        Name(minute.Minute),
        new SpoolHeader(
            minute.Key, minute.Metadata(), Texts(minute.Missing), Texts(minute.Candles.Select(candle => candle.Symbol))),
        stream => MinuteFileWriter.WriteAsync(stream, minute.Candles));

    /// <summary>The same for the candles of a gap.</summary>
    public Task<string?> WriteAsync(RepairedGap gap) => WriteAsync(
        $"{Name(gap.Candles[0].OpenTime)}{RepairMark}{Path.GetFileNameWithoutExtension(gap.Key)}",
        new SpoolHeader(gap.Key, gap.Metadata()),
        stream => RepairFile.WriteAsync(stream, gap.Candles));

    /// <exception cref="JsonException">The disk, or somebody, changed the file.</exception>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public static async Task<(SpoolHeader Header, byte[] Content)> ReadAsync(
        string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        var lineEnd = bytes.AsSpan().IndexOf((byte)'\n');
        return (Header(path, bytes.AsSpan(0, Math.Max(lineEnd, 0))), bytes[(lineEnd + 1)..]);
    }

    /// <summary>The header alone; the content stays on the disk.</summary>
    /// <exception cref="JsonException">The disk, or somebody, changed the file.</exception>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public static SpoolHeader ReadHeader(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new MemoryStream();
        for (var next = file.ReadByte(); next is not (-1 or '\n'); next = file.ReadByte())
        {
            bytes.WriteByte((byte)next);
        }

        return Header(path, bytes.ToArray());
    }

    public void Delete(string path)
    {
        var bytes = new FileInfo(path).Length;
        File.Delete(path);
        Interlocked.Add(ref _bytes, -bytes);
    }

    /// <summary>Keeps the file for the operator, out of the way.</summary>
    public void SetAside(string path)
    {
        var bytes = new FileInfo(path).Length;
        File.Move(path, path + Damaged, overwrite: true);
        Interlocked.Add(ref _bytes, -bytes);
    }

    private async Task<string?> WriteAsync(string name, SpoolHeader header, Func<Stream, Task> write)
    {
        var path = Path.Combine(folder, name + Finished);
        if (File.Exists(path))
        {
            return path;
        }

        if (Interlocked.Read(ref _bytes) >= maximumBytes)
        {
            return null;
        }

        try
        {
            Interlocked.Add(ref _bytes, await WriteAsync(path, path + Unfinished, header, write));
            return path;
        }
        catch (Exception e)
        {
            // A disk that is full must not be filled by what did not fit.
            File.Delete(path + Unfinished);
            throw e is UnauthorizedAccessException ? new IOException(e.Message, e) : e;
        }
    }

    private static async Task<long> WriteAsync(string path, string unfinished, SpoolHeader header, Func<Stream, Task> write)
    {
        long bytes;
        await using (var file = File.Create(unfinished))
        {
            await JsonSerializer.SerializeAsync(file, header, SpoolJson.Default.SpoolHeader);
            file.WriteByte((byte)'\n');
            await write(file);
            file.Flush(flushToDisk: true);
            bytes = file.Length;
        }

        File.Move(unfinished, path);
        return bytes;
    }

    private static SpoolHeader Header(string path, ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, SpoolJson.Default.SpoolHeader) ?? throw new JsonException($"{path} has no header");

    private static string[] Texts(IEnumerable<Symbol> symbols) => [.. symbols.Select(symbol => symbol.ToString())];

    private static string Name(DateTimeOffset minute) => minute.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);
}

/// <summary>What S3 is told beside the content, and what the file proves of its symbols.</summary>
/// <param name="Missing">Of a minute file: configured symbols that it lacks.</param>
/// <param name="Held">Of a minute file: symbols that it holds.</param>
internal sealed record SpoolHeader(string Key, Dictionary<string, string> Metadata, string[]? Missing = null, string[]? Held = null);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SpoolHeader))]
internal sealed partial class SpoolJson : JsonSerializerContext;
