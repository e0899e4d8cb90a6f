using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>Brings a template's table about.</summary>
internal sealed class TableCreator(
    Dynalite dynalite, TableSettingsStore settings, DataFolder folder, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">There is one with other keys, or it cannot be used.</exception>
    public async Task PutAsync(TableResource table, CancellationToken cancellationToken)
    {
        var request = TableRequest.For(table);
        if (await DescribeAsync(table.Name, cancellationToken) is { } existing)
        {
            RequireSameShape(table.Name, TableRequest.Shape(existing), TableRequest.Shape(request));
        }
        else
        {
            await dynalite.CallAsync("CreateTable", request, cancellationToken);
        }

        settings.Update(
            table.Name,
            _ => new TableSettings(table.TimeToLiveAttribute, table.PointInTimeRecovery, table.DeletionProtection));
        await WaitUntilActiveAsync(table.Name, cancellationToken);
    }

    private void RequireSameShape(string table, string has, string wants)
    {
        if (has != wants)
        {
            throw new InvalidOperationException(
                $"The local table '{table}' has {has}, and the template wants {wants}. Keys cannot be changed: give the " +
                $"table another name, or delete the folder '{folder.Path}' with all local tables.");
        }
    }

    private async Task WaitUntilActiveAsync(string table, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + Patience;
        while ((await DescribeAsync(table, cancellationToken))?["TableStatus"]?.GetValue<string>() != "ACTIVE")
        {
            if (time.GetUtcNow() > deadline)
            {
                throw new InvalidOperationException(
                    $"The local table '{table}' did not become active within {Patience.TotalSeconds} seconds.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<JsonObject?> DescribeAsync(string table, CancellationToken cancellationToken)
    {
        try
        {
            return (await dynalite.DescribeTableAsync(table, cancellationToken))["Table"] as JsonObject;
        }
        catch (DynamoDbException exception) when (exception.Code == "ResourceNotFoundException")
        {
            return null;
        }
    }
}
