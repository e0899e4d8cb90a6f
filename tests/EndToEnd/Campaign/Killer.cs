using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>Ends the run's processes without warning, and stops functions until their time is over.</summary>
internal sealed class Killer(Random random, FaultLog log)
{
    private static readonly (string Victim, string Program, int Weight)[] Victims =
    [
        ("Writer", "ServerlessPipeline.Writer", 40),
        ("FanOut", "ServerlessPipeline.FanOut", 25),
        ("the fetcher", "ServerlessPipeline.Fetcher", 12),
        ("DynamoDB", "dynalite.mjs", 7),
        (LocalCloud, "", 6),
    ];

    private const string LocalCloud = "LocalCloud";

    /// <summary>The rest of a hundred: a function is stopped and not continued, so that its time runs out.</summary>
    private const int WeightOfStops = 10;

    public int Kills { get; private set; }

    /// <returns>Whether it was LocalCloud itself, which then has to be started again.</returns>
    public async Task<bool> StrikeAsync(CloudProcess cloud)
    {
        var stops = random.Next(100) < WeightOfStops;
        var (victim, program, _) = Choose(stops ? 2 : Victims.Length);
        if (victim == LocalCloud)
        {
            await cloud.KillAsync();
            Note("killed", victim);
            return true;
        }

        if (!cloud.IsReady)
        {
            return false;
        }

        var candidates = ProcessTree.Descendants(cloud.Id)
            .Where(id => ProcessTree.IsOf(id, program)).ToList();
        if (candidates.Count > 0 && Signals.Send(candidates[random.Next(candidates.Count)], stops ? Signals.Stop : Signals.Kill))
        {
            Note(stops ? "stopped until its time was over" : "killed", victim);
        }

        return false;
    }

    private void Note(string what, string victim)
    {
        Kills++;
        log.Add($"{victim} {what}");
    }

    private (string Victim, string Program, int Weight) Choose(int ofTheFirst)
    {
        var dice = random.Next(Victims.Take(ofTheFirst).Sum(victim => victim.Weight));
        return Victims.First(victim => (dice -= victim.Weight) < 0);
    }
}
