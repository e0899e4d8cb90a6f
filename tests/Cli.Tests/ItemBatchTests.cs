using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public sealed class ItemBatchTests(LocalAws aws)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_table_leaves_unprocessed_is_asked_for_again()
    {
        using var wire = new Wire();
        using var dynamoDb = aws.DynamoDb(wire);
        var table = await aws.NewTableAsync(PipelineState.Id);
        foreach (var id in Enumerable.Range(0, 10))
        {
            await dynamoDb.PutItemAsync(table, Key(id), Cancellation);
        }

        wire.Fault = async call =>
        {
            if (call.Operation != "BatchGetItem")
            {
                return null;
            }

            // Answers for three at a time.
            var wanted = call.Body["RequestItems"]![table]!;
            var keys = wanted["Keys"]!.AsArray();
            var left = keys.Skip(3).Select(key => key!.DeepClone()).ToArray();
            while (keys.Count > 3)
            {
                keys.RemoveAt(keys.Count - 1);
            }

            var answer = await call.PassAsync();
            answer["UnprocessedKeys"] = left.Length == 0 ? new JsonObject() : new JsonObject { [table] = new JsonObject { ["Keys"] = new JsonArray(left) } };
            return Wire.Answer(answer);
        };

        var found = await new ItemBatch(dynamoDb, table, TimeProvider.System)
            .ReadAsync(new KeysAndAttributes { Keys = [.. Enumerable.Range(0, 12).Select(Key)] }, Cancellation);

        Assert.Equal(10, found.Select(item => item[PipelineState.Id].S).Distinct().Count());
        Assert.Equal(4, wire.Calls("BatchGetItem").Count);
    }

    private static Dictionary<string, AttributeValue> Key(int id) => new() { [PipelineState.Id] = new AttributeValue($"{id}") };
}
