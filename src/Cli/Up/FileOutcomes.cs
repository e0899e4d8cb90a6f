using System.Text.Json;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Up;

/// <summary>What became of each minute file, from the events that FanOut was given and its answers to them.</summary>
internal sealed class FileOutcomes
{
    private readonly Dictionary<string, Outcome> _byKey = [];

    private enum Kind
    {
        // In order of weight: a file that was claimed once is claimed, whatever a repeated event came to.
        Rejected,
        Declined,
        Claimed,
    }

    public static FileOutcomes Of(IEnumerable<FinishedEvent> finished)
    {
        var outcomes = new FileOutcomes();
        outcomes.Add(finished);
        return outcomes;
    }

    public void Add(IEnumerable<FinishedEvent> finished)
    {
        foreach (var one in finished)
        {
            Add(one);
        }
    }

    /// <param name="keys">The files that are there; one without an outcome is pending.</param>
    public FileCounts Count(IReadOnlyList<string> keys)
    {
        var known = keys.Where(_byKey.ContainsKey).Select(key => _byKey[key]).ToLookup(outcome => outcome.Kind);
        return new FileCounts(
            keys.Count,
            known[Kind.Claimed].Count(),
            known[Kind.Declined].Count(),
            known[Kind.Rejected].Count(),
            known[Kind.Claimed].Sum(outcome => outcome.RowsSent));
    }

    private void Add(FinishedEvent finished)
    {
        if (finished.Succeeded)
        {
            using var answer = JsonDocument.Parse(finished.ResponsePayload);
            foreach (var file in answer.RootElement.GetProperty("files").EnumerateArray())
            {
                var kind = file.GetProperty("outcome").GetString() == "claimed" ? Kind.Claimed : Kind.Declined;
                Add(file.GetProperty("key").GetString()!, new Outcome(kind, file.GetProperty("rows_sent").GetInt32()));
            }

            return;
        }

        using var request = JsonDocument.Parse(finished.RequestPayload);
        foreach (var record in request.RootElement.GetProperty("Records").EnumerateArray())
        {
            var key = record.GetProperty("s3").GetProperty("object").GetProperty("key").GetString()!;
            Add(Uri.UnescapeDataString(key.Replace('+', ' ')), new Outcome(Kind.Rejected, 0));
        }
    }

    private void Add(string key, Outcome outcome)
    {
        if (!_byKey.TryGetValue(key, out var earlier) || outcome.Kind > earlier.Kind)
        {
            _byKey[key] = outcome;
        }
    }

    private sealed record Outcome(Kind Kind, int RowsSent);
}
