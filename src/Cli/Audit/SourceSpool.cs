using System.Text;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>An item that waits to be held against its line: its attributes in the order of <see cref="SourceSpool.Columns"/>.</summary>
internal sealed record SpooledItem(IReadOnlyList<string?> Values)
{
    public string? this[string column]
    {
        get
        {
            for (var index = 0; index < Values.Count; index++)
            {
                if (SourceSpool.Columns[index] == column)
                {
                    return Values[index];
                }
            }

            return null;
        }
    }
}

/// <summary>
/// Items on their way to their source files. A scan brings a symbol's minutes together, a minute file has all symbols of one
/// minute: so items are put on disk, those of one file close together, and every file is read once. In memory is one part of
/// them at a time.
/// </summary>
internal sealed class SourceSpool : IDisposable
{
    private const int LeastParts = 64;
    private const int MostParts = 512;
    private const int ItemsOfPart = 10_000;

    private readonly Part?[] _parts;
    /// <param name="expected">About how many items there will be; it need not be right.</param>
    public SourceSpool(long expected) => _parts = new Part?[Math.Clamp(expected / ItemsOfPart, LeastParts, MostParts)];

    /// <summary>Where they are meanwhile.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("audit-").FullName;

    /// <summary>What is held against the line. When an item was written, no file says, and of which of its versions it is, no line.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        [.. TableItem.Columns.Where(column => column is not (ProcessedData.WrittenAt or ProcessedData.UploadedAt))];

    public void Add(string sourceKey, TableItem item)
    {
        ref var part = ref _parts[(uint)sourceKey.GetHashCode(StringComparison.Ordinal) % _parts.Length];
        part ??= new Part(Path.Combine(Folder, Path.GetRandomFileName()));
        part.Add(sourceKey, item);
    }

    /// <summary>The items by their source file; each file once.</summary>
    public IEnumerable<IReadOnlyList<(string SourceKey, SourceItems Items)>> Parts() =>
        _parts.OfType<Part>().Select(part => part.Files());

    public void Dispose()
    {
        foreach (var part in _parts)
        {
            part?.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Part(string path) : IDisposable
    {
        // Gone with the process, however that ends but for a kill.
        private readonly FileStream _file = new(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 16 * 1024, FileOptions.DeleteOnClose);

        private BinaryWriter? _writer;

        public void Add(string sourceKey, TableItem item)
        {
            _writer ??= new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
            _writer.Write(sourceKey);
            foreach (var column in Columns)
            {
                var text = item[column];
                _writer.Write(text is not null);
                _writer.Write(text ?? "");
            }
        }

        public IReadOnlyList<(string SourceKey, SourceItems Items)> Files()
        {
            _writer!.Flush();
            _file.Position = 0;
            var content = new byte[_file.Length];
            _file.ReadExactly(content);
            using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
            var offsets = new Dictionary<string, List<int>>();
            while (reader.BaseStream.Position < content.Length)
            {
                var key = reader.ReadString();
                if (!offsets.TryGetValue(key, out var ofFile))
                {
                    offsets.Add(key, ofFile = []);
                }

                ofFile.Add((int)reader.BaseStream.Position);
                Read(reader);
            }

            return [.. offsets.Select(file => (file.Key, new SourceItems(content, file.Value)))];
        }

        public void Dispose()
        {
            _writer?.Dispose();
            _file.Dispose();
        }
    }

    internal static SpooledItem Read(BinaryReader reader)
    {
        var values = new string?[Columns.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var isThere = reader.ReadBoolean();
            var text = reader.ReadString();
            values[index] = isThere ? text : null;
        }

        return new SpooledItem(values);
    }
}

/// <summary>The items of one file, still as bytes.</summary>
internal sealed class SourceItems(byte[] content, IReadOnlyList<int> offsets)
{
    public int Count => offsets.Count;

    public IEnumerable<SpooledItem> Read()
    {
        using var reader = new BinaryReader(new MemoryStream(content, writable: false), Encoding.UTF8);
        foreach (var offset in offsets)
        {
            reader.BaseStream.Position = offset;
            yield return SourceSpool.Read(reader);
        }
    }
}
