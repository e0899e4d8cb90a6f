namespace ServerlessPipeline.LocalCloud.DynamoDb;

internal sealed record DynamoDbOptions
{
    /// <summary>Holds the tables and what is kept beside them; created where it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder that dynalite is installed in; null for the nearest one above the program.</summary>
    public string? NodeModules { get; init; }
}
