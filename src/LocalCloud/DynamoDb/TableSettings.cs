using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>What a table has beside its items and keys, and dynalite does not keep.</summary>
/// <param name="TimeToLiveAttribute">Null where items do not expire.</param>
/// <param name="PointInTimeRecovery">Told to those who ask; there are no backups.</param>
/// <param name="DeletionProtection">Whether the table refuses to be deleted.</param>
internal sealed record TableSettings(
    string? TimeToLiveAttribute = null, bool PointInTimeRecovery = false, bool DeletionProtection = false);

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, TableSettings>))]
internal sealed partial class TableSettingsContext : JsonSerializerContext;
