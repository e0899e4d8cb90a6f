namespace ServerlessPipeline.MarketData;

/// <summary>The table that says which files have been let in.</summary>
public static class PipelineState
{
    public const string TableName = "PipelineState";

    /// <summary>The partition key, a string.</summary>
    public const string Id = "id";

    /// <summary>The <see cref="Id"/> of the one item that holds the claims.</summary>
    public const string FileSlots = "file-slots";

    /// <summary>The string set of the claimed files' identities.</summary>
    public const string Claimed = "claimed";
}
