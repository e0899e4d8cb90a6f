using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>
/// Watches rows on their way from the files to the table. The queue alone does not tell the end, for it is empty before
/// FanOut begins: the last row of every file must be in the table, too.
/// </summary>
internal sealed class TableWatch(AwsClients clients, DeploymentOutputs outputs, TimeProvider time, BackfillProgress progress)
{
    // What BatchGetItem takes.
    private const int KeysPerCall = 100;

    // The files that came last; those before them are on their way for longer, and what fails is found in the queues.
    private const int FilesWatched = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // On top of the time for which SQS may hide a message from everyone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Queue<LastRow> _expected = new();
    private int _failedBefore;
    private int _deadBefore;

    /// <summary>Notes what has failed before, which is not ours.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _failedBefore = await DepthAsync("FailedObjectsQueue", cancellationToken);
        _deadBefore = await DepthAsync("DeadLettersQueue", cancellationToken);
    }

    /// <summary>The rows of this file are on their way.</summary>
    public void Expect(DayCandles day)
    {
        lock (_lock)
        {
            _expected.Enqueue(new LastRow(
                day.Range.Key, day.Range.Symbol.ToString(), ProcessedData.SortKey(day.Candles[^1].OpenTime), time.GetUtcNow()));
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

    private async Task<List<LastRow>> StillWaitingAsync(List<LastRow> waiting, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return waiting;
        }

        var asked = waiting.Take(KeysPerCall).ToList();
        var table = outputs["ProcessedDataTable"];
        var response = await clients.DynamoDb.BatchGetItemAsync(
            new BatchGetItemRequest
            {
                RequestItems = new()
                {
                    [table] = new KeysAndAttributes
                    {
                        Keys = asked.ConvertAll(row => row.Key),
                        ProjectionExpression = "#symbol, #openTime, #source, #written",
                        ExpressionAttributeNames = new()
                        {
                            ["#symbol"] = ProcessedData.Symbol,
                            ["#openTime"] = ProcessedData.OpenTime,
                            ["#source"] = ProcessedData.SourceKey,
                            ["#written"] = ProcessedData.WrittenAt,
                        },
                    },
                },
            },
            cancellationToken);
        var found = response.Responses[table];
        return [.. asked.Where(row => !found.Exists(row.IsIn)), .. waiting.Skip(KeysPerCall)];
    }

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

    /// <summary>The last row of a file.</summary>
    private sealed record LastRow(string SourceKey, string Symbol, string OpenTime, DateTimeOffset Uploaded)
    {
        public Dictionary<string, AttributeValue> Key => new()
        {
            [ProcessedData.Symbol] = new AttributeValue { S = Symbol },
            [ProcessedData.OpenTime] = new AttributeValue { S = OpenTime },
        };

        // The same row may have come from another file in the meantime; then it is there all the same.
        public bool IsIn(Dictionary<string, AttributeValue> item) =>
            item[ProcessedData.Symbol].S == Symbol
            && item[ProcessedData.OpenTime].S == OpenTime
            && (item[ProcessedData.SourceKey].S == SourceKey
                || DateTimeOffset.Parse(item[ProcessedData.WrittenAt].S, CultureInfo.InvariantCulture) >= Uploaded);
    }
}
