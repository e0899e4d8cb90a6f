using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <summary>
/// Asks each service what it holds, through the same protocols as anyone else. What takes the longer the more there is (the
/// files, the items) is read anew only when something was written, and seldom where it takes long.
/// </summary>
internal sealed class StatusReader
{
    private readonly PipelineResources _resources;
    private readonly AwsClients _clients;
    private readonly LocalCloudHost _cloud;
    private readonly string _fetcherLog;
    private readonly FileOutcomes _outcomes = new();
    private readonly Paced<FileCounts> _files;
    private readonly Paced<ItemsLook> _items;
    private long _finished;

    /// <param name="symbols">Whose newest items are shown.</param>
    public StatusReader(
        PipelineResources resources,
        IReadOnlyList<Symbol> symbols,
        MinuteFileKeys files,
        AwsClients clients,
        LocalCloudHost cloud,
        string fetcherLog,
        TimeProvider time)
    {
        (_resources, _clients, _cloud, _fetcherLog) = (resources, clients, cloud, fetcherLog);
        var items = new ItemsReader(clients.DynamoDb, symbols);
        _files = new Paced<FileCounts>(
            async token => _outcomes.Count(await files.ReadAsync(token)), () => cloud.Changes.Objects + _finished, time);
        _items = new Paced<ItemsLook>(items.ReadAsync, () => cloud.Changes.Items, time);
    }

    /// <summary>
    /// Reads in the direction of the flow, so that what is on its way is seen at the earlier stage, never at none.
    /// </summary>
    /// <param name="exact">False where the files and the items may be some seconds old.</param>
    public async Task<PipelineStatus> ReadAsync(bool exact, CancellationToken cancellationToken)
    {
        TakeFinished();
        var files = await _files.ReadAsync(exact, cancellationToken);
        var rows = await DepthAsync(_resources.RowsQueue, cancellationToken);
        var items = await _items.ReadAsync(exact, cancellationToken);
        return new PipelineStatus
        {
            Files = files,
            Fetcher = await FetcherHealth.ReadAsync(_fetcherLog, cancellationToken),
            Messages = new MessageCounts(_cloud.MessagesSent(_resources.RowsQueue), rows.Waiting, rows.InFlight),
            ItemCount = items.Count,
            Newest = items.Newest,
            DeadLetters = new DeadLetterCounts(
                (await DepthAsync(_resources.FailedObjectsQueue, cancellationToken)).All,
                (await DepthAsync(_resources.DeadLettersQueue, cancellationToken)).All),
            Slots = await SlotsAsync(cancellationToken),
            SlotLimit = _resources.FileLimit,
        };
    }

    /// <summary>How long the rows queue hides a message that was received, which is how long nothing may seem to happen.</summary>
    public async Task<TimeSpan> VisibilityTimeoutAsync(CancellationToken cancellationToken) => TimeSpan.FromSeconds(
        Number(await AttributesAsync(_resources.RowsQueue, cancellationToken), QueueAttributeName.VisibilityTimeout));

    private void TakeFinished()
    {
        foreach (var finished in _cloud.FinishedEvents(_resources.FanOutFunction, after: _finished))
        {
            _outcomes.Add([finished]);
            _finished = finished.Number;
        }
    }

    private async Task<IReadOnlyList<string>> SlotsAsync(CancellationToken cancellationToken)
    {
        var response = await _clients.DynamoDb.GetItemAsync(
            PipelineState.TableName,
            new() { [PipelineState.Id] = new AttributeValue { S = PipelineState.FileSlots } },
            cancellationToken);
        return response.Item is not null && response.Item.TryGetValue(PipelineState.Claimed, out var claimed)
            ? [.. claimed.SS.Select(identity => identity[..identity.LastIndexOf('#')]).Order(StringComparer.Ordinal)]
            : [];
    }

    private async Task<QueueDepth> DepthAsync(string queueUrl, CancellationToken cancellationToken)
    {
        var attributes = await AttributesAsync(queueUrl, cancellationToken);
        return new QueueDepth(
            Number(attributes, QueueAttributeName.ApproximateNumberOfMessages)
                + Number(attributes, QueueAttributeName.ApproximateNumberOfMessagesDelayed),
            Number(attributes, QueueAttributeName.ApproximateNumberOfMessagesNotVisible));
    }

    private async Task<Dictionary<string, string>> AttributesAsync(string queueUrl, CancellationToken cancellationToken) =>
        (await _clients.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = [QueueAttributeName.All] },
            cancellationToken)).Attributes;

    private static int Number(Dictionary<string, string> attributes, QueueAttributeName name) =>
        int.Parse(attributes[name], CultureInfo.InvariantCulture);

    private sealed record QueueDepth(int Waiting, int InFlight)
    {
        public int All => Waiting + InFlight;
    }
}
