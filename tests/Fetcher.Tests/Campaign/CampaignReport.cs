namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>What a campaign has found.</summary>
internal sealed record CampaignReport
{
    /// <summary>What is not as it has to be, a sentence each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
    public required int Kills { get; init; }
    public required int Starts { get; init; }

    /// <summary>Of the market.</summary>
    public required int Minutes { get; init; }
    public required int Candles { get; init; }

    /// <summary>Candles that two fetchers have repaired, each with the same values.</summary>
    public required int Doubled { get; init; }
    public required int Bans { get; init; }
    public required int AskedWhileBanned { get; init; }
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>What the fetchers have logged.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    public override string ToString() => string.Join(
        '\n',
        [
            $"{Minutes} minutes of the market, {Candles} candles ({Doubled} in two files), {Starts} starts, {Kills} kills, {Bans} bans ({AskedWhileBanned} questions in them)",
            .. Faults.Select(fault => $"{fault.Value,7}  {fault.Key}"),
            .. Problems.Select(problem => $"WRONG: {problem}"),
            Problems.Count == 0 ? "Verdict: nothing lost, nothing doubled, nothing wrong" : "Verdict: FAILED",
        ]);
}
