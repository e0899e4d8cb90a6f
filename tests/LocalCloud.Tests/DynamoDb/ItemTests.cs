using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

public sealed class ItemTests(SharedDynamoDb shared) : IClassFixture<SharedDynamoDb>
{
    private readonly LocalDynamoDb _dynamoDb = shared.DynamoDb;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_fifty_racers_for_three_places_exactly_three_win()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Claims"), Cancellation);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Claim("Claims", $"file-{i}")));

        Assert.Equal(3, results.Count(won => won));
        var item = await _dynamoDb.GetItem("Claims", "file-slots");
        Assert.Equal(3, item!["claimed"].SS.Count);
        Assert.True(await Claim("Claims", item["claimed"].SS[0]), "who has a place keeps it");
    }

    [Fact]
    public async Task Batch_of_items_is_written_and_found_by_query()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Batch"), Cancellation);
        var puts = Enumerable.Range(0, 25).Select(i => new WriteRequest(new PutRequest(new() { ["id"] = new($"{i}") }))).ToList();

        var response = await _dynamoDb.Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>> { ["Batch"] = puts }, Cancellation);

        Assert.Empty(response.UnprocessedItems ?? []);
        var scan = await _dynamoDb.Client.ScanAsync(new ScanRequest("Batch") { Select = Select.COUNT }, Cancellation);
        Assert.Equal(25, scan.Count);
    }

    [Fact]
    public async Task Numbers_lose_their_trailing_zeros_as_in_AWS()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Numbers"), Cancellation);

        await _dynamoDb.PutItem("Numbers", "1", ("price", new AttributeValue { N = "1.1720" }), ("tiny", new AttributeValue { N = "0.00000100" }));

        var item = await _dynamoDb.GetItem("Numbers", "1");
        Assert.Equal("1.172", item!["price"].N);
        Assert.Equal("0.000001", item["tiny"].N);
    }

    [Fact]
    public async Task Transactions_are_refused_by_name()
    {
        var request = new TransactWriteItemsRequest
        {
            TransactItems = [new TransactWriteItem { Delete = new Delete { TableName = "Any", Key = new() { ["id"] = new("1") } } }],
        };

        var exception = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => _dynamoDb.Client.TransactWriteItemsAsync(request, Cancellation));

        Assert.Equal("UnknownOperationException", exception.ErrorCode);
        Assert.Contains("'TransactWriteItems'", exception.Message);
    }

    [Fact]
    public async Task Asking_for_the_old_item_of_a_failed_condition_is_refused()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("OldItems"), Cancellation);
        var request = new PutItemRequest("OldItems", new() { ["id"] = new("1") })
        {
            ConditionExpression = "attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };

        var exception = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => _dynamoDb.Client.PutItemAsync(request, Cancellation));

        Assert.Equal("ValidationException", exception.ErrorCode);
        Assert.Contains("ReturnValuesOnConditionCheckFailure", exception.Message);
    }

    [Fact]
    public async Task Expired_items_are_deleted_and_others_stay()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Expiring") with { TimeToLiveAttribute = "expires_at" }, Cancellation);
        var now = TimeProvider.System.GetUtcNow();
        await _dynamoDb.PutItem("Expiring", "over", ("expires_at", Seconds(now.AddSeconds(-5))));
        await _dynamoDb.PutItem("Expiring", "later", ("expires_at", Seconds(now.AddHours(1))));
        await _dynamoDb.PutItem("Expiring", "ancient", ("expires_at", Seconds(now.AddYears(-6))));
        await _dynamoDb.PutItem("Expiring", "text", ("expires_at", new AttributeValue("0")));
        await _dynamoDb.PutItem("Expiring", "without");

        await _dynamoDb.Service.DeleteExpiredItemsAsync(Cancellation);

        var scan = await _dynamoDb.Client.ScanAsync(new ScanRequest("Expiring"), Cancellation);
        Assert.Equal(["ancient", "later", "text", "without"], scan.Items.Select(item => item["id"].S).Order());
    }

    private static AttributeValue Seconds(DateTimeOffset time) => new() { N = time.ToUnixTimeSeconds().ToString() };

    private async Task<bool> Claim(string table, string file)
    {
        try
        {
            await _dynamoDb.Client.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = new() { ["id"] = new("file-slots") },
                    UpdateExpression = "ADD claimed :files",
                    ConditionExpression = "attribute_not_exists(claimed) OR contains(claimed, :file) OR size(claimed) < :limit",
                    ExpressionAttributeValues = new()
                    {
                        [":files"] = new() { SS = [file] },
                        [":file"] = new(file),
                        [":limit"] = new() { N = "3" },
                    },
                },
                Cancellation);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
