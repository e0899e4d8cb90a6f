using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>
/// Watches rows on their way from the files to the table. The queue alone does not tell the end, for it is empty before
/// FanOut begins: the last row of every file must be in the table, too.
/// </summary>
internal sealed class TableWatch(AwsClients clients, DeploymentOutputs outputs, TimeProvider time, BackfillProgress progress)
{
    // The files that came last; those before them are on their way for longer, and what fails is found in the queues.
    private const int FilesWatched = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // On top of the time for which SQS may hide a message from everyone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ItemBatch _items = new(clients.DynamoDb, outputs["ProcessedDataTable"], time);
    private readonly Lock _lock = new();
    private readonly Queue<BackfilledFile> _expected = new();
    private int _failedBefore;
    private int _deadBefore;

    /// <summary>Notes what has failed before, which is not ours.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _failedBefore = await DepthAsync("FailedObjectsQueue", cancellationToken);
        _deadBefore = await DepthAsync("DeadLettersQueue", cancellationToken);
    }

    /// <summary>The rows of this file are on their way.</summary>
    public void Expect(BackfilledFile file)
    {
        lock (_lock)
        {
            _expected.Enqueue(file);
            if (_expected.Count > FilesWatched)
            {
                _expected.Dequeue();
            }
        }
    }

    /// <summary>Returns when the rows are in the table, or nothing moves any more; what has failed is a problem then.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var patience = await VisibilityTimeoutAsync(cancellationToken) + Patience;
        var waiting = _expected.ToList();
        (int Files, int Rows, int Failed)? last = null;
        var most = 0;
        var lastChange = time.GetTimestamp();
        while (true)
        {
            waiting = await StillWaitingAsync(waiting, cancellationToken);
            var failed = await DepthAsync("FailedObjectsQueue", cancellationToken) - _failedBefore;
            var rows = await DepthAsync("RowsQueue", cancellationToken);
            most = Math.Max(most, rows);
            if (rows < most)
            {
                // While the queue grows, FanOut is not done, and the queue does not hold all that is on its way.
                progress.OnTheWay(rows);
            }

            if (rows == 0 && waiting.Count <= failed)
            {
                break;
            }

            if (last != (waiting.Count, rows, failed))
            {
                (last, lastChange) = ((waiting.Count, rows, failed), time.GetTimestamp());
            }
            else if (time.GetElapsedTime(lastChange) > patience)
            {
                progress.Problem(
                    $"Nothing has moved for {patience.TotalSeconds:0} seconds: {rows} rows are in the queue, {waiting.Count} files are not in the table.");
                break;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        await ReportAsync("FailedObjectsQueue", _failedBefore, "files could not be fanned out; see the failed-objects queue.", cancellationToken);
        await ReportAsync("DeadLettersQueue", _deadBefore, "rows are in the dead-letter queue.", cancellationToken);
    }

    private async Task ReportAsync(string queue, int before, string what, CancellationToken cancellationToken)
    {
        var number = await DepthAsync(queue, cancellationToken) - before;
        if (number > 0)
        {
            progress.Problem($"{number} {what}");
        }
    }

    /// <summary>Asks for the first ones; those that are not there wait on behind the others.</summary>
    private async Task<List<BackfilledFile>> StillWaitingAsync(List<BackfilledFile> waiting, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return waiting;
        }

        // Two files of a run may end with the same minute.
        var asked = waiting.Take(ItemBatch.KeysPerCall).ToLookup(Key);
        var found = await _items.ReadAsync(
            new KeysAndAttributes
            {
                Keys = [.. asked.Select(files => ItemKey(files.Key.Symbol, files.Key.OpenTime))],
                ProjectionExpression = "#symbol, #openTime, #fetched",
                ExpressionAttributeNames = new()
                {
                    ["#symbol"] = ProcessedData.Symbol,
                    ["#openTime"] = ProcessedData.OpenTime,
                    ["#fetched"] = ProcessedData.FetchedAt,
                },
            },
            cancellationToken);
        var fetchedAt = found.ToDictionary(
            item => (item[ProcessedData.Symbol].S, item[ProcessedData.OpenTime].S), item => item.GetValueOrDefault(ProcessedData.FetchedAt)?.S);
        return
        [
            .. waiting.Skip(ItemBatch.KeysPerCall),
            // The same row may have come from a later file in the meantime; then it is there all the same.
            .. asked.SelectMany(files => files).Where(file => string.CompareOrdinal(fetchedAt.GetValueOrDefault(Key(file)), file.FetchedAt) < 0),
        ];
    }

    private static (string Symbol, string OpenTime) Key(BackfilledFile file) => ($"{file.Last.Symbol}", ProcessedData.SortKey(file.Last.OpenTime));

    private static Dictionary<string, AttributeValue> ItemKey(string symbol, string openTime) => new()
    {
        [ProcessedData.Symbol] = new AttributeValue { S = symbol },
        [ProcessedData.OpenTime] = new AttributeValue { S = openTime },
    };

    private async Task<int> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        var attributes = await AttributesAsync(queue, cancellationToken);
        return new[]
        {
            QueueAttributeName.ApproximateNumberOfMessages,
            QueueAttributeName.ApproximateNumberOfMessagesDelayed,
            QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
        }.Sum(name => Number(attributes, name));
    }

    private async Task<TimeSpan> VisibilityTimeoutAsync(CancellationToken cancellationToken) => TimeSpan.FromSeconds(
        Number(await AttributesAsync("RowsQueue", cancellationToken), QueueAttributeName.VisibilityTimeout));

    private async Task<Dictionary<string, string>> AttributesAsync(string queue, CancellationToken cancellationToken) =>
        (await clients.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = outputs[queue], AttributeNames = [QueueAttributeName.All] },
            cancellationToken)).Attributes;

    private static int Number(Dictionary<string, string> attributes, QueueAttributeName name) =>
        int.Parse(attributes[name], CultureInfo.InvariantCulture);
}
