using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut;

/// <summary>The limited places for files: a set of identities in one item of <c>PipelineState</c>.</summary>
/// <param name="limit">How many files are let through; null for all, and then nothing is kept.</param>
internal sealed class FileSlots(IAmazonDynamoDB dynamoDb, string table, int? limit)
{
    /// <summary>
    /// Takes a slot for the file, if it is of a kind that needs one, in one conditional update: at once, again, and beside any number of others it comes to
    /// the same.
    /// </summary>
    /// <returns>Whether the file is let through; one that needs a slot has it from now or from an earlier claim.</returns>
    public async Task<bool> ClaimAsync(SourceFileKind kind, string identity, CancellationToken cancellationToken)
    {
        if (limit is not { } slots || kind == SourceFileKind.Backfill)
        {
            return true;
        }

        // The minutes of a gap would come through whole while all others are declined.
        if (kind == SourceFileKind.Repair)
        {
            return false;
        }

        try
        {
            await dynamoDb.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = new() { [PipelineState.Id] = new AttributeValue { S = PipelineState.FileSlots } },
                    UpdateExpression = "ADD #claimed :file",
                    ConditionExpression = "attribute_not_exists(#claimed) OR contains(#claimed, :identity) OR size(#claimed) < :limit",
                    ExpressionAttributeNames = new() { ["#claimed"] = PipelineState.Claimed },
                    ExpressionAttributeValues = new()
                    {
                        [":file"] = new AttributeValue { SS = [identity] },
                        [":identity"] = new AttributeValue { S = identity },
                        [":limit"] = new AttributeValue { N = slots.ToString(CultureInfo.InvariantCulture) },
                    },
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
