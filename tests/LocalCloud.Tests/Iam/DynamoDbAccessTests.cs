using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

public sealed class DynamoDbAccessTests(RoleHost host) : IClassFixture<RoleHost>
{
    private readonly AmazonDynamoDBClient _program = host.DynamoDb(host.Program);
    private readonly AmazonDynamoDBClient _operator = host.DynamoDb(host.Operator);

    [Fact]
    public async Task Allowed_calls_pass_and_the_operator_is_exempt()
    {
        await _program.PutItemAsync("items", Item("one"), TestContext.Current.CancellationToken);
        await _program.BatchWriteItemAsync(Batch("items"), TestContext.Current.CancellationToken);

        var found = await _operator.ScanAsync(new ScanRequest("items"), TestContext.Current.CancellationToken);
        Assert.Equal(["batch", "one"], found.Items.Select(item => item["id"].S).Order());
    }

    [Theory]
    [InlineData("PutItem", "dynamodb:PutItem", "table/state")]
    [InlineData("GetItem", "dynamodb:GetItem", "table/items")]
    [InlineData("UpdateItem", "dynamodb:UpdateItem", "table/items")]
    [InlineData("DeleteItem", "dynamodb:DeleteItem", "table/items")]
    [InlineData("Query", "dynamodb:Query", "table/state")]
    [InlineData("Query of an index", "dynamodb:Query", "table/items/index/by-kind")]
    [InlineData("Scan", "dynamodb:Scan", "table/items")]
    [InlineData("SELECT", "dynamodb:PartiQLSelect", "table/items")]
    [InlineData("SELECT of an index", "dynamodb:PartiQLSelect", "table/items/index/by-kind")]
    [InlineData("BatchWriteItem", "dynamodb:BatchWriteItem", "table/state")]
    [InlineData("BatchGetItem", "dynamodb:BatchGetItem", "table/items")]
    [InlineData("DescribeTable", "dynamodb:DescribeTable", "table/items")]
    [InlineData("DescribeTimeToLive", "dynamodb:DescribeTimeToLive", "table/items")]
    [InlineData("DeleteTable", "dynamodb:DeleteTable", "table/items")]
    [InlineData("ListTagsOfResource", "dynamodb:ListTagsOfResource", "table/items")]
    [InlineData("ListTables", "dynamodb:ListTables", null)]
    public async Task Operation_needs_its_action_on_what_it_names(string operation, string action, string? resource)
    {
        var denied = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => Run(operation));

        var arn = resource is null ? "*" : LocalAccount.Arn("dynamodb", resource);
        Assert.Equal(HttpStatusCode.BadRequest, denied.StatusCode);
        Assert.Equal("AccessDeniedException", denied.ErrorCode);
        Assert.Equal(
            $"{RoleHost.User} {action} on resource: {arn} because no identity-based policy allows the {action} action", denied.Message);
    }

    [Fact]
    public async Task Batch_over_two_tables_needs_both_and_writes_neither()
    {
        await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(
            () => _program.BatchWriteItemAsync(Batch("state", "items"), TestContext.Current.CancellationToken));

        var state = await _operator.ScanAsync(new ScanRequest("state"), TestContext.Current.CancellationToken);
        Assert.Empty(state.Items ?? []);
    }

    private Task Run(string operation)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var key = Item("one");
        return operation switch
        {
            "PutItem" => _program.PutItemAsync("state", key, cancellation),
            "GetItem" => _program.GetItemAsync("items", key, cancellation),
            "UpdateItem" => _program.UpdateItemAsync("items", key, [], cancellation),
            "DeleteItem" => _program.DeleteItemAsync("items", key, cancellation),
            "Query" => _program.QueryAsync(Query("state", null), cancellation),
            "Query of an index" => _program.QueryAsync(Query("items", "by-kind"), cancellation),
            "Scan" => _program.ScanAsync(new ScanRequest("items"), cancellation),
            "SELECT" => _program.ExecuteStatementAsync(new() { Statement = "SELECT * FROM \"items\" WHERE id = 'x'" }, cancellation),
            "SELECT of an index" => _program.ExecuteStatementAsync(new() { Statement = "SELECT * FROM items.\"by-kind\"" }, cancellation),
            "BatchWriteItem" => _program.BatchWriteItemAsync(Batch("items", "state"), cancellation),
            "BatchGetItem" => _program.BatchGetItemAsync(
                new Dictionary<string, KeysAndAttributes> { ["items"] = new() { Keys = [key] } }, cancellation),
            "DescribeTable" => _program.DescribeTableAsync("items", cancellation),
            "DescribeTimeToLive" => _program.DescribeTimeToLiveAsync("items", cancellation),
            "DeleteTable" => _program.DeleteTableAsync("items", cancellation),
            "ListTagsOfResource" => _program.ListTagsOfResourceAsync(
                new ListTagsOfResourceRequest { ResourceArn = LocalAccount.Arn("dynamodb", "table/items") }, cancellation),
            "ListTables" => _program.ListTablesAsync(cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not among the calls."),
        };
    }

    private static Dictionary<string, AttributeValue> Item(string id) => new() { ["id"] = new(id) };

    private static BatchWriteItemRequest Batch(params string[] tables) => new(tables.ToDictionary(
        table => table, _ => new List<WriteRequest> { new(new PutRequest(Item("batch"))) }));

    private static QueryRequest Query(string table, string? index) => new(table)
    {
        IndexName = index,
        KeyConditionExpression = "kind = :k",
        ExpressionAttributeValues = new() { [":k"] = new("x") },
    };
}
