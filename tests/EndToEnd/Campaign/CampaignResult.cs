using System.Text;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>What a campaign has found.</summary>
internal sealed record CampaignResult
{
    public required int Claimed { get; init; }
    public required int Declined { get; init; }
    public required int Repairs { get; init; }

    /// <summary>Rows of the claimed files, and of what was backfilled.</summary>
    public required int Rows { get; init; }
    public required int Items { get; init; }

    /// <summary>Messages that were in the dead-letter queues, each with a reason, before they were sent again.</summary>
    public required int DeadLetters { get; init; }

    /// <summary>Whether any are there at this moment.</summary>
    public bool HasDeadLetters { get; init; }

    /// <summary>What is not as it has to be, a sentence each; the first hundred.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>();
    public int Kills { get; init; }

    /// <summary>Kills included.</summary>
    public int FaultCount => Faults.Values.Sum();

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (kind, count) in Faults)
        {
            text.AppendLine($"{count,7}  {kind}");
        }

        text.AppendLine($"{FaultCount,7}  faults in all, {Kills} of them to processes");
        text.AppendLine($"{Claimed} files claimed, {Declined} declined, {Repairs} repair files; {Rows} rows, {Items} items, {DeadLetters} messages were dead letters");
        foreach (var problem in Problems)
        {
            text.AppendLine($"WRONG: {problem}");
        }

        return text.Append(Problems.Count == 0 ? "Verdict: nothing lost, nothing doubled, nothing wrong" : "Verdict: FAILED").ToString();
    }
}
