namespace ServerlessPipeline.LocalCloud.Templates;

internal sealed record TableResource(ResourceId Id) : Resource(Id)
{
    /// <summary>The partition key, then the sort key if there is one.</summary>
    public required IReadOnlyList<KeyAttribute> Key { get; init; }
    public IReadOnlyList<GlobalIndex> GlobalIndexes { get; init; } = [];

    /// <summary>Null for a table on demand.</summary>
    public ProvisionedThroughput? ProvisionedThroughput { get; init; }

    /// <summary>The ceiling of a table on demand; kept, and not enforced locally.</summary>
    public OnDemandThroughput? OnDemandThroughput { get; init; }

    /// <summary>The attribute that holds an item's end of life in epoch seconds.</summary>
    public string? TimeToLiveAttribute { get; init; }
    public bool PointInTimeRecovery { get; init; }
    public bool DeletionProtection { get; init; }
}

/// <summary>An attribute of a key; its type is <c>S</c>, <c>N</c> or <c>B</c>.</summary>
internal sealed record KeyAttribute(string Name, string Type);

/// <summary>
/// A global secondary index. Its projection is <c>ALL</c>, <c>KEYS_ONLY</c> or <c>INCLUDE</c>, which includes the non-key
/// attributes.
/// </summary>
internal sealed record GlobalIndex(
    string Name,
    IReadOnlyList<KeyAttribute> Key,
    string Projection,
    IReadOnlyList<string> NonKeyAttributes,
    ProvisionedThroughput? ProvisionedThroughput);

/// <summary>In capacity units a second.</summary>
internal sealed record ProvisionedThroughput(int Read, int Write);

/// <summary>In request units a second; null for no ceiling.</summary>
internal sealed record OnDemandThroughput(int? MaximumRead, int? MaximumWrite);
