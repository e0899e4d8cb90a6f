using System.Text.Json;

namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>
/// A function's partial batch response, <c>{"batchItemFailures":[{"itemIdentifier":"message id"}]}</c>.
/// Source: Lambda developer guide, "Handling errors for an SQS event source", success and failure conditions.
/// </summary>
internal static class PartialBatchResponse
{
    /// <summary>The ids of the messages that failed: none, some, or all where the answer is not valid.</summary>
    public static IReadOnlySet<string> Failed(ReadOnlyMemory<byte> answer, IReadOnlySet<string> messageIds)
    {
        if (answer.IsEmpty)
        {
            return new HashSet<string>();
        }

        try
        {
            using var json = JsonDocument.Parse(answer);
            return TryRead(json.RootElement, out var failed) && failed.IsSubsetOf(messageIds) ? failed : messageIds;
        }
        catch (JsonException)
        {
            return messageIds;
        }
    }

    /// <summary>Null and absent count as empty, at both levels; anything of another kind is not valid.</summary>
    private static bool TryRead(JsonElement answer, out HashSet<string> failed)
    {
        failed = [];
        if (answer.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (answer.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (!answer.TryGetProperty("batchItemFailures", out var failures) || failures.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (failures.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var failure in failures.EnumerateArray())
        {
            if (failure.ValueKind != JsonValueKind.Object
                || !failure.TryGetProperty("itemIdentifier", out var id)
                || id.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            failed.Add(id.GetString()!);
        }

        return true;
    }
}
