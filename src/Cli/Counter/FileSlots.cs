using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>FanOut's limited places for files, in the table <see cref="PipelineState"/>.</summary>
internal sealed class FileSlots(IAmazonDynamoDB dynamoDb, DeploymentOutputs outputs)
{
    private readonly string _table = outputs["PipelineStateTable"];

    /// <summary>How many files are let through; null for all.</summary>
    public int? Limit { get; } = outputs["FileLimit"] is var limit && int.TryParse(limit, CultureInfo.InvariantCulture, out var number)
        ? number
        : limit == "unlimited"
            ? null
            : throw new CommandException($"The output 'FileLimit' is '{limit}'; it must be a number or 'unlimited'.");

    /// <summary>The files that hold a place, by their keys.</summary>
    public async Task<IReadOnlyList<Slot>> ReadAsync(CancellationToken cancellationToken)
    {
        var response = await dynamoDb.GetItemAsync(
            new GetItemRequest { TableName = _table, Key = Key, ConsistentRead = true }, cancellationToken);
        return response.Item?.GetValueOrDefault(PipelineState.Claimed)?.SS is { } claimed
            ? [.. claimed.Select(identity => new Slot(identity)).OrderBy(slot => slot.Identity, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>
    /// Gives all places back, in one conditional delete: beside any claim it happens before or after, and what it takes away
    /// is what was seen.
    /// </summary>
    /// <param name="seen">The slots as they were read; at least one.</param>
    /// <returns>Whether it was done; else the slots are not the ones that were seen.</returns>
    public async Task<bool> ResetAsync(IReadOnlyList<Slot> seen, CancellationToken cancellationToken)
    {
        try
        {
            await dynamoDb.DeleteItemAsync(
                new DeleteItemRequest
                {
                    TableName = _table,
                    Key = Key,
                    ConditionExpression = "#claimed = :seen",
                    ExpressionAttributeNames = new() { ["#claimed"] = PipelineState.Claimed },
                    ExpressionAttributeValues = new() { [":seen"] = new AttributeValue { SS = [.. seen.Select(slot => slot.Identity)] } },
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static Dictionary<string, AttributeValue> Key => new() { [PipelineState.Id] = new AttributeValue { S = PipelineState.FileSlots } };
}
