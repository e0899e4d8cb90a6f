using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <summary>What has passed each stage so far, as the services themselves say.</summary>
internal sealed record PipelineStatus
{
    public required FileCounts Files { get; init; }
    public required MessageCounts Messages { get; init; }

    /// <summary>Null where the fetcher has said nothing yet.</summary>
    public FetcherHealth? Fetcher { get; init; }
    public required DeadLetterCounts DeadLetters { get; init; }

    /// <summary>The keys of the files that hold a slot, oldest first.</summary>
    public required IReadOnlyList<string> Slots { get; init; }

    /// <summary>How many slots there are; null for no limit.</summary>
    public required int? SlotLimit { get; init; }

    /// <summary>How many items the table has.</summary>
    public required int ItemCount { get; init; }

    /// <summary>The newest items of the run's symbols, the newest minute first.</summary>
    public required IReadOnlyList<StoredCandle> Newest { get; init; }

    /// <summary>Whether nothing is on its way any more.</summary>
    public bool Quiet => Files.Pending == 0 && Messages is { Waiting: 0, InFlight: 0 };

    /// <summary>Whether nothing has moved between the two.</summary>
    public bool SameAs(PipelineStatus? other) => other is not null
        && (Files, Messages, ItemCount, DeadLetters) == (other.Files, other.Messages, other.ItemCount, other.DeadLetters);
}

/// <param name="Uploaded">Minute files in the bucket.</param>
/// <param name="Claimed">Those that were fanned out.</param>
/// <param name="Declined">Those that came when all slots were taken.</param>
/// <param name="Rejected">Those that could not be fanned out, even when repeated.</param>
/// <param name="RowsSent">The rows of the claimed files that were sent on.</param>
internal sealed record FileCounts(int Uploaded, int Claimed, int Declined, int Rejected, int RowsSent)
{
    public int Pending => Uploaded - Claimed - Declined - Rejected;
}

/// <param name="Sent">All that the rows queue ever accepted.</param>
/// <param name="Waiting">Visible or delayed.</param>
/// <param name="InFlight">Received and not yet deleted.</param>
internal sealed record MessageCounts(long Sent, int Waiting, int InFlight);

/// <param name="Objects">Files that FanOut gave up on.</param>
/// <param name="Rows">Rows that are no candles, and messages that could not be stored.</param>
internal sealed record DeadLetterCounts(int Objects, int Rows);

/// <summary>An item of <c>ProcessedData</c>, as far as it is shown; the values are the table's own text.</summary>
internal sealed record StoredCandle(string Symbol, string OpenTime, string Close, string BaseVolume, string WrittenAt)
{
    /// <summary>An item that a person has written by hand may have the keys alone.</summary>
    public static StoredCandle Of(Dictionary<string, AttributeValue> item)
    {
        return new StoredCandle(
            item[ProcessedData.Symbol].S,
            item[ProcessedData.OpenTime].S,
            Text(ProcessedData.Close),
            Text(ProcessedData.BaseVolume),
            Text(ProcessedData.WrittenAt));

        string Text(string attribute) => item.GetValueOrDefault(attribute) is { } value ? value.N ?? value.S ?? "" : "";
    }
}
