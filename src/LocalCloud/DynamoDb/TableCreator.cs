using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>Brings a template's table about.</summary>
internal sealed class TableCreator(Dynalite dynalite, TableSettingsStore settings, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">There is one with other keys, or it cannot be used.</exception>
    public async Task PutAsync(TableResource table, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(table.Name, cancellationToken) is not { } existing)
        {
            await dynalite.CallAsync("CreateTable", TableRequest.For(table), cancellationToken);
        }
        else if (TableRequest.Shape(existing) is var has && TableRequest.Shape(TableRequest.For(table)) is var wants && has != wants)
        {
            throw new InvalidOperationException(
                $"The local table '{table.Name}' has {has}, and the template wants {wants}. Keys cannot be changed: delete the " +
                $"table with its data (aws dynamodb delete-table --table-name {table.Name}) and start again.");
        }

        settings.Update(table.Name, _ => new TableSettings(table.TimeToLiveAttribute, table.PointInTimeRecovery, table.DeletionProtection));
        await WaitUntilActiveAsync(table.Name, cancellationToken);
    }

    private async Task WaitUntilActiveAsync(string table, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + Patience;
        while (await DescribeAsync(table, cancellationToken) is not { } current || Text(current["TableStatus"]) != "ACTIVE")
        {
            if (time.GetUtcNow() > deadline)
            {
                throw new InvalidOperationException($"The local table '{table}' did not become active within {Patience.TotalSeconds} seconds.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<JsonObject?> DescribeAsync(string table, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await dynalite.CallAsync("DescribeTable", new JsonObject { ["TableName"] = table }, cancellationToken);
            return answer["Table"] as JsonObject;
        }
        catch (DynamoDbException exception) when (exception.Code == "ResourceNotFoundException")
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
