using System.Globalization;
using Amazon.S3.Model;
using Amazon.SQS;
using ServerlessPipeline.Cli.Counter;
using ServerlessPipeline.Cli.DeadLetters;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>Gathers what is known of a file.</summary>
/// <param name="withDeadLetters">Whether to look into the dead letters, which hides them from others for that long.</param>
internal sealed class FileReader(Target target, ILogs logs, bool withDeadLetters)
{
    // Of an object that is no minute file at all, so that it cannot hold up the rest.
    private const int MostRows = 5000;

    // The fetcher's own line comes before the upload, and clocks differ.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    private readonly string _bucket = target.Outputs["MinuteFilesBucket"];
    private readonly Items _items = new(target.Clients.DynamoDb, target.Outputs["ProcessedDataTable"]);

    public Task<RowItem?> ItemAsync(Symbol symbol, DateTimeOffset openTime, CancellationToken cancellationToken) =>
        _items.ReadAsync(symbol, openTime, cancellationToken);

    public async Task<FileFacts> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var slots = new FileSlots(target.Clients.DynamoDb, target.Outputs);
        var taken = slots.ReadAsync(cancellationToken);
        var waiting = WaitingAsync(cancellationToken);
        var letters = withDeadLetters ? LettersAsync(key, cancellationToken) : null;
        var found = new FileFacts { Key = key, Versions = await VersionsAsync(key, cancellationToken) };
        var log = logs.ReadAsync(key, Since(found), cancellationToken);
        var facts = await ContentAsync(found, cancellationToken);
        return facts with
        {
            Claimed = [.. (await taken).Where(slot => slot.Key == key).Select(slot => slot.Version)],
            SlotsTaken = (await taken).Count,
            SlotLimit = slots.Limit,
            RowsOnTheirWay = await waiting,
            Log = await log,
            DeadLetters = letters is null ? null : await letters,
        };
    }

    private static DateTimeOffset? Since(FileFacts facts) =>
        (facts.Current?.At ?? (MinuteFileKey.TryParse(facts.Key, out var minute) ? minute : null)) - Before;

    private async Task<IReadOnlyList<FileVersion>> VersionsAsync(string key, CancellationToken cancellationToken)
    {
        // S3 lists a key before all that it is the beginning of, and its newest version first.
        var response = await target.Clients.S3.ListVersionsAsync(
            new ListVersionsRequest { BucketName = _bucket, Prefix = key }, cancellationToken);
        return
        [
            .. (response.Versions ?? []).Where(version => version.Key == key).Select(version => new FileVersion(
                version.VersionId is { Length: > 0 } id and not "null" ? id : version.ETag?.Trim('"') ?? "",
                new DateTimeOffset(version.LastModified!.Value.ToUniversalTime()),
                version.Size ?? 0,
                version.IsDeleteMarker == true)).OrderByDescending(version => version.At),
        ];
    }

    private async Task<FileFacts> ContentAsync(FileFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Versions is not [{ IsDeletion: false }, ..])
        {
            return facts;
        }

        using var response = await target.Clients.S3.GetObjectAsync(
            new GetObjectRequest { BucketName = _bucket, Key = facts.Key }, cancellationToken);
        var rows = new List<MinuteFileRow>();
        string? unreadable = null;
        try
        {
            await foreach (var row in SourceFile.ReadAsync(facts.Key, response.ResponseStream, MostRows, cancellationToken))
            {
                rows.Add(row);
            }
        }
        catch (MinuteFileException exception)
        {
            unreadable = exception.Message;
        }

        var items = await _items.ReadAsync([.. rows.Select(row => row.Candle).OfType<Candle>()], cancellationToken);
        return facts with
        {
            FetchedAt = Items.Time(response.Metadata[MinuteFileMetadata.FetchedAt]),
            MissingSymbols = response.Metadata[MinuteFileMetadata.MissingSymbols] is { Length: > 0 } missing ? missing : null,
            Unreadable = unreadable,
            Rows =
            [
                .. rows.Select(row => new FileRow(
                    row.Number,
                    row.Candle,
                    row.Rejection?.Message,
                    row.Candle is { } candle ? items.GetValueOrDefault((candle.Symbol, candle.OpenTime)) : null)),
            ],
        };
    }

    private async Task<int> WaitingAsync(CancellationToken cancellationToken)
    {
        var attributes = (await target.Clients.Sqs.GetQueueAttributesAsync(
            target.Outputs["RowsQueue"],
            [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible],
            cancellationToken)).Attributes;
        return attributes.Values.Sum(value => int.Parse(value, CultureInfo.InvariantCulture));
    }

    private async Task<IReadOnlyList<DeadLetter>> LettersAsync(string key, CancellationToken cancellationToken)
    {
        await using var queues = new HeldQueues(target.Clients, target.Outputs);
        var filter = new DeadLetterFilter { File = key };
        await queues.ReadAsync(filter, cancellationToken);
        return queues.Letters(filter);
    }
}
