namespace ServerlessPipeline.Cli.Clear;

/// <summary>What would be deleted; null for what is to stay.</summary>
internal sealed record ClearPlan(FilesThere? Files, ItemsThere? Items, StateThere? State)
{
    /// <summary>A count that is hours old may say 0 of a table that has been filled since.</summary>
    public bool IsEmpty => (Files?.All ?? 0) + (Items?.Items ?? 0) + (State?.Items ?? 0) == 0 && Items is not { IsAbout: true };
}

/// <param name="Versions">Versions of objects, the current ones included.</param>
/// <param name="Markers">Delete markers.</param>
/// <param name="Bytes">Of all versions.</param>
internal sealed record FilesThere(string Bucket, long Versions, long Markers, long Bytes)
{
    public long All => Versions + Markers;
}

/// <param name="Items">How many there are.</param>
/// <param name="IsAbout">Whether that is DynamoDB's own count, which is up to six hours old.</param>
/// <param name="Bytes">As DynamoDB has it; 0 where it does not know.</param>
internal sealed record ItemsThere(string Table, long Items, bool IsAbout, long Bytes)
{
    // On demand, us-east-1: a million write units, and a million read units.
    private const double DollarsPerWrite = 0.625 / 1_000_000;
    private const double DollarsPerRead = 0.125 / 1_000_000;

    /// <summary>Of reading all keys and deleting the items, at on-demand list prices of us-east-1.</summary>
    public double Dollars
    {
        get
        {
            // A scan reads whole items, whatever is asked of them: half a unit for 4 KB. A delete takes a unit for each KB.
            var reads = Bytes / 4096.0 / 2;
            var writes = Items == 0 ? 0 : Items * Math.Max(1, Math.Ceiling((double)Bytes / Items / 1024));
            return (reads * DollarsPerRead) + (writes * DollarsPerWrite);
        }
    }
}

/// <param name="Items">All of them.</param>
/// <param name="Slots">The slots that are taken.</param>
internal sealed record StateThere(string Table, long Items, int Slots);
