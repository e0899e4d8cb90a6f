using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

public sealed class TableTests(SharedDynamoDb shared) : IClassFixture<SharedDynamoDb>
{
    private readonly LocalDynamoDb _dynamoDb = shared.DynamoDb;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Table_of_a_template_is_active_with_its_keys_and_settings()
    {
        var table = LocalDynamoDb.Table("Full") with
        {
            Key = [new KeyAttribute("symbol", "S"), new KeyAttribute("open_time", "N")],
            GlobalIndexes = [new GlobalIndex("by_time", [new KeyAttribute("open_time", "N")], "INCLUDE", ["close"], null)],
            TimeToLiveAttribute = "expires_at",
            PointInTimeRecovery = true,
            DeletionProtection = true,
        };

        await _dynamoDb.Service.PutTableAsync(table, Cancellation);

        var description = (await _dynamoDb.Client.DescribeTableAsync("Full", Cancellation)).Table;
        Assert.Equal(TableStatus.ACTIVE, description.TableStatus);
        Assert.Equal("arn:aws:dynamodb:us-east-1:000000000000:table/Full", description.TableArn);
        Assert.Equal(["symbol HASH", "open_time RANGE"], description.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}"));
        Assert.Equal("PAY_PER_REQUEST", description.BillingModeSummary.BillingMode.Value);
        Assert.Equal(["close"], Assert.Single(description.GlobalSecondaryIndexes).Projection.NonKeyAttributes);
        Assert.True(description.DeletionProtectionEnabled);
        Assert.Equal("expires_at", await TimeToLiveAttribute("Full"));
        Assert.Equal(PointInTimeRecoveryStatus.ENABLED, await Recovery("Full"));
    }

    [Fact]
    public async Task Table_that_is_already_there_keeps_its_items()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Kept"), Cancellation);
        await _dynamoDb.PutItem("Kept", "1");

        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Kept"), Cancellation);

        Assert.NotNull(await _dynamoDb.GetItem("Kept", "1"));
    }

    [Fact]
    public async Task Table_with_other_keys_is_an_error_that_says_what_to_do()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Changed"), Cancellation);
        var changed = LocalDynamoDb.Table("Changed") with { Key = [new KeyAttribute("id", "S"), new KeyAttribute("time", "N")] };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => _dynamoDb.Service.PutTableAsync(changed, Cancellation));

        Assert.StartsWith(
            "The local table 'Changed' has the key id (S), and the template wants the key id (S), time (N). Keys cannot be changed: ",
            exception.Message);
    }

    [Fact]
    public async Task Protected_table_cannot_be_deleted_until_the_protection_is_off()
    {
        var request = Create("Protected");
        request.DeletionProtectionEnabled = true;
        await _dynamoDb.Client.CreateTableAsync(request, Cancellation);

        var exception = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => _dynamoDb.Client.DeleteTableAsync("Protected", Cancellation));
        Assert.Equal("ValidationException", exception.ErrorCode);
        Assert.Contains("currently protected against deletion", exception.Message);

        var update = new UpdateTableRequest { TableName = "Protected", DeletionProtectionEnabled = false };
        var updated = await _dynamoDb.Client.UpdateTableAsync(update, Cancellation);
        Assert.False(updated.TableDescription.DeletionProtectionEnabled);
        await _dynamoDb.Client.DeleteTableAsync("Protected", Cancellation);
    }

    [Fact]
    public async Task Time_to_live_is_switched_on_and_off()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Lives"), Cancellation);
        Assert.Null(await TimeToLiveAttribute("Lives"));

        await UpdateTimeToLive("Lives", enabled: true);
        Assert.Equal("ttl", await TimeToLiveAttribute("Lives"));
        var exception = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => UpdateTimeToLive("Lives", enabled: true));
        Assert.Equal("TimeToLive is already enabled", exception.Message);

        await UpdateTimeToLive("Lives", enabled: false);
        Assert.Null(await TimeToLiveAttribute("Lives"));
    }

    [Fact]
    public async Task Point_in_time_recovery_is_switched_on()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Recovers"), Cancellation);
        Assert.Equal(PointInTimeRecoveryStatus.DISABLED, await Recovery("Recovers"));

        await _dynamoDb.Client.UpdateContinuousBackupsAsync(
            new UpdateContinuousBackupsRequest
            {
                TableName = "Recovers",
                PointInTimeRecoverySpecification = new PointInTimeRecoverySpecification { PointInTimeRecoveryEnabled = true },
            },
            Cancellation);

        Assert.Equal(PointInTimeRecoveryStatus.ENABLED, await Recovery("Recovers"));
    }

    [Fact]
    public async Task Settings_of_a_missing_table_are_not_found() =>
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => TimeToLiveAttribute("Missing"));

    [Fact]
    public async Task Tags_and_limits_can_be_asked_for()
    {
        await _dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Tagged"), Cancellation);

        var tags = await _dynamoDb.Client.ListTagsOfResourceAsync(
            new ListTagsOfResourceRequest { ResourceArn = LocalAccount.Arn("dynamodb", "table/Tagged") }, Cancellation);
        var limits = await _dynamoDb.Client.DescribeLimitsAsync(new DescribeLimitsRequest(), Cancellation);
        var endpoints = await _dynamoDb.Client.DescribeEndpointsAsync(new DescribeEndpointsRequest(), Cancellation);

        Assert.Empty(tags.Tags ?? []);
        Assert.Equal(40000, limits.TableMaxWriteCapacityUnits);
        Assert.Equal(_dynamoDb.Endpoint.Authority, Assert.Single(endpoints.Endpoints).Address);
    }

    [Fact]
    public async Task Streams_are_refused()
    {
        var request = Create("Streams");
        request.StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_IMAGE };

        var exception = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => _dynamoDb.Client.CreateTableAsync(request, Cancellation));

        Assert.Contains("no streams", exception.Message);
    }

    private static CreateTableRequest Create(string name) => new()
    {
        TableName = name,
        KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
        AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.S)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    };

    private Task<UpdateTimeToLiveResponse> UpdateTimeToLive(string table, bool enabled) => _dynamoDb.Client.UpdateTimeToLiveAsync(
        new UpdateTimeToLiveRequest
        {
            TableName = table,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = "ttl", Enabled = enabled },
        },
        Cancellation);

    private async Task<string?> TimeToLiveAttribute(string table) =>
        (await _dynamoDb.Client.DescribeTimeToLiveAsync(table, Cancellation)).TimeToLiveDescription.AttributeName;

    private async Task<PointInTimeRecoveryStatus> Recovery(string table)
    {
        var response = await _dynamoDb.Client.DescribeContinuousBackupsAsync(
            new DescribeContinuousBackupsRequest { TableName = table }, Cancellation);
        return response.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus;
    }
}
