using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.Cli.Counter;

namespace ServerlessPipeline.Cli.Status;

/// <summary>Asks every service of a deployment what it holds, in the direction of the flow.</summary>
internal sealed class StageReader(Target target, TimeProvider time)
{
    private readonly NewestFiles _files = new(target.Clients.S3, target.Outputs["MinuteFilesBucket"]);
    private readonly FunctionStates _functions = new(target);
    private readonly FileSlots _slots = new(target.Clients.DynamoDb, target.Outputs);
    private readonly SlotFiles _slotFiles = new(target.Clients, target.Outputs["MinuteFilesBucket"]);
    private readonly NewestItems _items =
        new(target.Clients.DynamoDb, target.Outputs["ProcessedDataTable"], target.Outputs["Symbols"].Split(','));

    /// <param name="earlier">The look that rates are counted from; null for none.</param>
    public async Task<PipelineLook> ReadAsync(PipelineLook? earlier, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var file = await _files.FindAsync(now, cancellationToken);
        var functions = _functions.ReadAsync(cancellationToken);
        var slots = SlotsAsync(cancellationToken);
        var rows = DepthAsync("RowsQueue", cancellationToken);
        var failedObjects = DepthAsync("FailedObjectsQueue", cancellationToken);
        var failedRows = DepthAsync("DeadLettersQueue", cancellationToken);
        await Task.WhenAll(functions, slots, rows, failedObjects, failedRows);
        var look = new PipelineLook(
            now,
            file,
            await functions,
            await slots,
            await rows,
            new DeadLettersLook((await failedObjects).All, (await failedRows).All),
            // Last, so that what is on its way is seen at the earlier stage, never at none.
            await _items.ReadAsync(cancellationToken),
            Rates: null,
            Problems: []);
        return look with
        {
            Rates = earlier is null ? null : StatusRules.Rates(earlier, look),
            Problems = StatusRules.Problems(look, target.Local is not null),
        };
    }

    private async Task<SlotsLook> SlotsAsync(CancellationToken cancellationToken)
    {
        var taken = await _slots.ReadAsync(cancellationToken);
        var look = new SlotsLook(taken.Count, _slots.Limit, Newest: null);
        return look.Full && taken.Where(slot => slot.Minute is not null).MaxBy(slot => slot.Minute) is { } newest
            && await _slotFiles.ReadAsync([newest], cancellationToken) is [{ Minute: { } minute, Uploaded: { } uploaded }]
            ? look with { Newest = new SlotMinute(minute, uploaded) }
            : look;
    }

    private async Task<QueueLook> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        var attributes = (await target.Clients.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest
            {
                QueueUrl = target.Outputs[queue],
                AttributeNames =
                [
                    QueueAttributeName.ApproximateNumberOfMessages,
                    QueueAttributeName.ApproximateNumberOfMessagesDelayed,
                    QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
                ],
            },
            cancellationToken)).Attributes;
        return new QueueLook(
            Number(QueueAttributeName.ApproximateNumberOfMessages) + Number(QueueAttributeName.ApproximateNumberOfMessagesDelayed),
            Number(QueueAttributeName.ApproximateNumberOfMessagesNotVisible));

        int Number(QueueAttributeName name) => int.Parse(attributes[name], CultureInfo.InvariantCulture);
    }
}
