using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <summary>Asks each service what it holds, through the same protocols as anyone else.</summary>
internal sealed class StatusReader(PipelineResources resources, AwsClients clients, LocalCloudHost cloud, string fetcherLog)
{
    /// <summary>
    /// Reads in the direction of the flow, so that what is on its way is seen at the earlier stage, never at none.
    /// </summary>
    public async Task<PipelineStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var keys = await KeysAsync(cancellationToken);
        var files = FileOutcomes.Of(cloud.FinishedEvents(resources.FanOutFunction)).Count(keys);
        var rows = await DepthAsync(resources.RowsQueue, cancellationToken);
        return new PipelineStatus
        {
            Files = files,
            Fetcher = await FetcherHealth.ReadAsync(fetcherLog, cancellationToken),
            Messages = new MessageCounts(cloud.MessagesSent(resources.RowsQueue), rows.Waiting, rows.InFlight),
            Items = await ItemsAsync(cancellationToken),
            DeadLetters = new DeadLetterCounts(
                (await DepthAsync(resources.FailedObjectsQueue, cancellationToken)).All,
                (await DepthAsync(resources.DeadLettersQueue, cancellationToken)).All),
            Slots = await SlotsAsync(cancellationToken),
            SlotLimit = resources.FileLimit,
        };
    }

    /// <summary>How long the rows queue hides a message that was received, which is how long nothing may seem to happen.</summary>
    public async Task<TimeSpan> VisibilityTimeoutAsync(CancellationToken cancellationToken) => TimeSpan.FromSeconds(
        Number(await AttributesAsync(resources.RowsQueue, cancellationToken), QueueAttributeName.VisibilityTimeout));

    /// <summary>The minute after the newest minute file, if there is any.</summary>
    public async Task<DateTimeOffset?> NextMinuteAsync(CancellationToken cancellationToken) =>
        (await KeysAsync(cancellationToken))
            .Select(key => MinuteFileKey.TryParse(key, out var minute) ? minute.AddMinutes(1) : (DateTimeOffset?)null)
            .Max();

    private async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = resources.Bucket, Prefix = MinuteFileKey.Prefix };
        var keys = new List<string>();
        await foreach (var found in clients.S3.Paginators.ListObjectsV2(request).S3Objects.WithCancellation(cancellationToken))
        {
            if (found.Key.EndsWith(MinuteFileKey.Suffix, StringComparison.Ordinal))
            {
                keys.Add(found.Key);
            }
        }

        return keys;
    }

    private async Task<IReadOnlyList<StoredCandle>> ItemsAsync(CancellationToken cancellationToken)
    {
        var request = new ScanRequest
        {
            TableName = ProcessedData.TableName,
            ProjectionExpression = "#symbol, #openTime, #close, #volume, #written",
            ExpressionAttributeNames = new()
            {
                ["#symbol"] = ProcessedData.Symbol,
                ["#openTime"] = ProcessedData.OpenTime,
                ["#close"] = ProcessedData.Close,
                ["#volume"] = ProcessedData.BaseVolume,
                ["#written"] = ProcessedData.WrittenAt,
            },
        };
        var items = new List<StoredCandle>();
        await foreach (var page in clients.DynamoDb.Paginators.Scan(request).Responses.WithCancellation(cancellationToken))
        {
            items.AddRange(page.Items.Select(StoredCandle.Of));
        }

        return [.. items.OrderByDescending(item => item.OpenTime, StringComparer.Ordinal).ThenBy(item => item.Symbol, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<string>> SlotsAsync(CancellationToken cancellationToken)
    {
        var response = await clients.DynamoDb.GetItemAsync(
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
        (await clients.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = [QueueAttributeName.All] },
            cancellationToken)).Attributes;

    private static int Number(Dictionary<string, string> attributes, QueueAttributeName name) =>
        int.Parse(attributes[name], CultureInfo.InvariantCulture);

    private sealed record QueueDepth(int Waiting, int InFlight)
    {
        public int All => Waiting + InFlight;
    }
}
