using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>The settings of all tables, in one file that is replaced as a whole.</summary>
internal sealed class TableSettingsStore
{
    private static readonly JsonTypeInfo<Dictionary<string, TableSettings>> Format =
        TableSettingsContext.Default.DictionaryStringTableSettings;

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TableSettings> _tables;

    public TableSettingsStore(string path)
    {
        _path = path;
        _tables = File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllText(path), Format) ?? []
            : [];
    }

    /// <summary>Of a table that none were set for: the defaults.</summary>
    public TableSettings Get(string table)
    {
        lock (_lock)
        {
            return _tables.GetValueOrDefault(table) ?? new TableSettings();
        }
    }

    public IReadOnlyDictionary<string, TableSettings> All()
    {
        lock (_lock)
        {
            return new Dictionary<string, TableSettings>(_tables);
        }
    }

    public void Update(string table, Func<TableSettings, TableSettings> change)
    {
        lock (_lock)
        {
            _tables[table] = change(_tables.GetValueOrDefault(table) ?? new TableSettings());
            Save();
        }
    }

    public void Remove(string table)
    {
        lock (_lock)
        {
            _tables.Remove(table);
            Save();
        }
    }

    private void Save()
    {
        var next = _path + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(_tables, Format));
        File.Move(next, _path, overwrite: true);
    }
}
