using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Counter;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>Counts what is there before it is deleted.</summary>
internal sealed class ClearSurvey(Target target)
{
    /// <exception cref="CommandException">A table is protected.</exception>
    public async Task<ClearPlan> PlanAsync(ClearOptions options, CancellationToken cancellationToken)
    {
        var items = options.Items ? await ItemsAsync(cancellationToken) : null;
        var state = options.State ? await StateAsync(cancellationToken) : null;
        var bucket = target.Outputs["MinuteFilesBucket"];
        return new ClearPlan(
            options.Files ? await new FileSweep(target.Clients.S3, bucket).CountAsync(cancellationToken) : null, items, state);
    }

    /// <summary>Null where the table may be emptied.</summary>
    internal static string? Refusal(TableDescription table) => table.DeletionProtectionEnabled != true
        ? null
        : $"Nothing is deleted: the table {table.TableName} has deletion protection, as those of the stage 'prod' have. For trying things there is "
            + $"'npx cdk deploy -c stage=dev', which has none. If this one is to be emptied all the same: 'aws dynamodb update-table --table-name {table.TableName} "
            + "--no-deletion-protection-enabled', then this command, and afterwards --deletion-protection-enabled.";

    private async Task<ItemsThere> ItemsAsync(CancellationToken cancellationToken)
    {
        var table = await DescribeAsync(target.Outputs["ProcessedDataTable"], cancellationToken);
        // A scan to count would cost as much as the one that deletes; locally it is free, and DynamoDB's own count is not kept.
        return target.Local is null
            ? new ItemsThere(table.TableName, table.ItemCount ?? 0, IsAbout: true, table.TableSizeBytes ?? 0)
            : new ItemsThere(table.TableName, await CountAsync(table.TableName, cancellationToken), IsAbout: false, Bytes: 0);
    }

    private async Task<StateThere> StateAsync(CancellationToken cancellationToken)
    {
        var table = await DescribeAsync(target.Outputs["PipelineStateTable"], cancellationToken);
        var slots = await new FileSlots(target.Clients.DynamoDb, target.Outputs).ReadAsync(cancellationToken);
        // An item a day and a symbol at most.
        return new StateThere(table.TableName, await CountAsync(table.TableName, cancellationToken), slots.Count);
    }

    private async Task<TableDescription> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var table = (await target.Clients.DynamoDb.DescribeTableAsync(name, cancellationToken)).Table;
        return target.Local is null && Refusal(table) is { } refusal ? throw new CommandException(refusal) : table;
    }

    private async Task<long> CountAsync(string table, CancellationToken cancellationToken)
    {
        var count = 0L;
        var request = new ScanRequest { TableName = table, Select = Select.COUNT };
        await foreach (var page in target.Clients.DynamoDb.Paginators.Scan(request).Responses.WithCancellation(cancellationToken))
        {
            count += page.Count ?? 0;
        }

        return count;
    }
}
