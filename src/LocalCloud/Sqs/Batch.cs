using System.Text.RegularExpressions;
using ServerlessPipeline.LocalCloud.Sqs.Wire;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>What the three batch operations have in common: one to ten entries with ids, each of which succeeds or fails alone.</summary>
internal static partial class Batch
{
    private const int MostEntries = 10;

    /// <exception cref="SqsException">The batch as a whole is not acceptable.</exception>
    public static List<T> Check<T>(List<T>? entries)
        where T : BatchEntry
    {
        if (entries is null or [])
        {
            throw SqsException.EmptyBatchRequest();
        }

        if (entries.Count > MostEntries)
        {
            throw SqsException.TooManyEntriesInBatchRequest(entries.Count);
        }

        if (entries.Exists(e => !EntryId().IsMatch(e.Id ?? "")))
        {
            throw SqsException.InvalidBatchEntryId();
        }

        return entries.GroupBy(e => e.Id).FirstOrDefault(g => g.Count() > 1) is { Key: { } repeated }
            ? throw SqsException.BatchEntryIdsNotDistinct(repeated)
            : entries;
    }

    public static (List<T> Done, List<BatchFailure> Failed) Try<T>(List<T> entries, Action<T> action)
        where T : BatchEntry
    {
        var done = new List<T>();
        var failed = new List<BatchFailure>();
        foreach (var entry in entries)
        {
            try
            {
                entry.RejectOthers();
                action(entry);
                done.Add(entry);
            }
            catch (SqsException e)
            {
                failed.Add(new BatchFailure(entry.Id!, SenderFault: true, e.Code, e.Message));
            }
        }

        return (done, failed);
    }

    public static BatchResponse<T> Response<T>(List<T> successful, List<BatchFailure> failed) =>
        new(successful is [] ? null : successful, failed is [] ? null : failed);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z", RegexOptions.None, 1000)]
    private static partial Regex EntryId();
}
