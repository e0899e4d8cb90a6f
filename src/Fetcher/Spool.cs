using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// A folder that holds each minute until S3 has it: one file a minute, first a line of JSON
/// (<see cref="SpoolHeader"/>), then the minute file. Names sort by time. A file appears whole or not at all: it is
/// written under another name, flushed to the disk, and renamed.
/// </summary>
internal sealed class Spool(string folder)
{
    private const string Finished = ".spool";
    private const string Unfinished = ".unfinished";
    private const string Damaged = ".damaged";

    /// <summary>Makes the folder and clears away what an interrupted write left.</summary>
    public void Open()
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder, $"*{Unfinished}"))
        {
            File.Delete(path);
        }
    }

    /// <summary>The paths of all files, the oldest minute first.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(folder, $"*{Finished}").Order(StringComparer.Ordinal)];

    /// <returns>The file's path.</returns>
    public async Task<string> WriteAsync(FetchedMinute minute)
    {
        var path = Path.Combine(folder, minute.Minute.UtcDateTime.ToString("yyyy-MM-dd'T'HHmm'Z'") + Finished);
        await using (var file = File.Create(path + Unfinished))
        {
            await JsonSerializer.SerializeAsync(
                file, new SpoolHeader(minute.Key, minute.Metadata()), SpoolJson.Default.SpoolHeader);
            file.WriteByte((byte)'\n');
            await MinuteFileWriter.WriteAsync(file, minute.Candles);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path, overwrite: true);
        return path;
    }

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

    public static void Delete(string path) => File.Delete(path);

    /// <summary>Keeps the file for the operator, out of the way.</summary>
    public static void SetAside(string path) => File.Move(path, path + Damaged, overwrite: true);
}

/// <summary>What S3 is told beside the content.</summary>
internal sealed record SpoolHeader(string Key, Dictionary<string, string> Metadata);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SpoolHeader))]
internal sealed partial class SpoolJson : JsonSerializerContext;
