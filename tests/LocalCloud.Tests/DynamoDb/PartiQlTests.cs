using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

public sealed class PartiQlTests(SharedDynamoDb shared) : IClassFixture<SharedDynamoDb>, IAsyncLifetime
{
    private readonly AmazonDynamoDBClient _client = shared.DynamoDb.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Two symbols of four minutes each; the number of an item is in <c>n</c>, and those of BTC have a <c>note</c>.</summary>
    public async ValueTask InitializeAsync()
    {
        if ((await _client.ListTablesAsync(Cancellation)).TableNames.Contains("Candles"))
        {
            return;
        }

        await _client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = "Candles",
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("symbol", "S"), new("open_time", "S"), new("n", "N")],
                KeySchema = [new("symbol", KeyType.HASH), new("open_time", KeyType.RANGE)],
                GlobalSecondaryIndexes =
                [
                    new() { IndexName = "by-number", KeySchema = [new("n", KeyType.HASH)], Projection = new() { ProjectionType = "ALL" } },
                ],
            },
            Cancellation);
        for (var n = 0; n < 8; n++)
        {
            var item = new Dictionary<string, AttributeValue>
            {
                ["symbol"] = new(n < 4 ? "BTC" : "E'TH"),
                ["open_time"] = new($"13:4{n % 4}"),
                ["n"] = new() { N = $"{n}" },
                ["close"] = new() { N = $"{n * 10}.5" },
                ["more"] = new() { M = new() { ["a.b"] = new() { L = [new AttributeValue($"x{n}")] } }, IsMSet = true },
            };
            if (n < 4)
            {
                item["note"] = new("a note");
            }

            await _client.PutItemAsync("Candles", item, Cancellation);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("", "01234567")]
    [InlineData("WHERE symbol = 'BTC'", "0123")]
    [InlineData("where \"symbol\" = 'E''TH' and open_time = '13:41'", "5")]
    [InlineData("WHERE 'BTC' = symbol AND '13:42' <= open_time", "23")]
    [InlineData("WHERE symbol = 'BTC' AND open_time >= '13:41' AND open_time < '13:43'", "12")]
    [InlineData("WHERE symbol = 'BTC' AND open_time < '13:43' AND open_time > '13:40'", "12")]
    [InlineData("WHERE symbol = 'BTC' AND open_time > '13:43' AND open_time < '13:40'", "")]
    [InlineData("WHERE symbol = 'BTC' AND open_time BETWEEN '13:41' AND '13:42' AND close <> 10.5", "2")]
    [InlineData("WHERE symbol = 'BTC' AND begins_with(open_time, '13:4') AND \"close\" > 15", "23")]
    [InlineData("WHERE symbol = 'BTC' AND contains(open_time, '42')", "2")]
    [InlineData("WHERE symbol = 'BTC' AND symbol = 'BTC' AND open_time <> '13:42'", "013")]
    [InlineData("WHERE symbol = 'BTC' AND (open_time = '13:40' OR open_time = '13:43')", "03")]
    [InlineData("WHERE symbol = 'BTC' OR n = 7", "01237")]
    [InlineData("WHERE symbol IN ['E''TH', 'NONE'] AND n >= -1e0", "4567")]
    [InlineData("WHERE symbol IN ('BTC')", "0123")]
    [InlineData("WHERE n NOT IN (1, 2.0, 3) AND NOT n BETWEEN 5 AND 6", "047")]
    [InlineData("WHERE note IS MISSING AND n != 5", "467")]
    [InlineData("WHERE note IS NOT MISSING", "0123")]
    [InlineData("WHERE more.\"a.b\"[0] = 'x6' AND size(more) = 1 AND attribute_type(more, 'M')", "6")]
    [InlineData("WHERE (n = 1 OR n = 2) AND (symbol = 'BTC' AND NOT (close > 15)) ;", "1")]
    [InlineData("WHERE symbol = 'BTC' ORDER BY open_time DESC", "3210")]
    [InlineData("WHERE symbol = 'BTC' ORDER BY symbol ASC", "0123")]
    public async Task A_statement_finds_what_it_asks_for(string conditions, string expected)
    {
        var items = await Select($"SELECT * FROM \"Candles\" {conditions}");

        var numbers = items.Select(item => item["n"].N);
        Assert.Equal(expected, string.Concat(expected is "3210" ? numbers : numbers.Order(StringComparer.Ordinal)));
        Assert.All(items, item => Assert.True(item.Count >= 5));
    }

    [Fact]
    public async Task An_index_is_read_by_its_own_key()
    {
        var found = await Select("SELECT symbol FROM \"Candles\".\"by-number\" WHERE n = ?", new AttributeValue { N = "6" });

        Assert.Equal("E'TH", Assert.Single(found)["symbol"].S);
    }

    [Fact]
    public async Task Only_the_attributes_that_are_named_are_answered()
    {
        var between = "open_time > '13:40' AND open_time <= '13:42'";

        var found = await Select($"SELECT \"close\", note FROM Candles WHERE symbol = ? AND {between}", new AttributeValue("E'TH"));

        Assert.Equal(["50.5", "60.5"], found.Select(item => Assert.Single(item)).Select(only => only.Value.N));
    }

    [Fact]
    public async Task Pages_follow_each_other_by_the_token_of_their_own_statement()
    {
        var request = new ExecuteStatementRequest { Statement = "SELECT * FROM Candles WHERE symbol = ?", Parameters = [new("BTC")], Limit = 3 };

        var first = await _client.ExecuteStatementAsync(request, Cancellation);
        request.NextToken = first.NextToken;
        var second = await _client.ExecuteStatementAsync(request, Cancellation);
        request.Parameters = [new("E'TH")];
        var refused = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => _client.ExecuteStatementAsync(request, Cancellation));

        Assert.Equal(["0", "1", "2"], first.Items.Select(item => item["n"].N));
        Assert.Equal(["3"], second.Items.Select(item => item["n"].N));
        Assert.Null(second.NextToken);
        Assert.Equal("ValidationException", refused.ErrorCode);
    }

    [Theory]
    [InlineData("", "Statement must be a text")]
    [InlineData("SHOW TABLES", "Statement wasn't well formed, can't be processed: Expected data manipulation")]
    [InlineData("SELECT * FROM", "expected a name, not the end of the statement")]
    [InlineData("SELECT * FROM Candles WHERE", "expected a name, not the end")]
    [InlineData("SELECT * FROM Candles WHERE symbol = 'BTC", "the quote at 38 has no end")]
    [InlineData("SELECT * FROM Candles WHERE symbol", "expected a comparison")]
    [InlineData("SELECT * FROM Candles WHERE (symbol = 'BTC'", "expected ')'")]
    [InlineData("SELECT * FROM Candles WHERE n IN 1", "expected a list")]
    [InlineData("SELECT * FROM Candles WHERE order = 1", "'order' at 29; a name that is a word of the language is in double quotes")]
    [InlineData("SELECT * FROM Candles LIMIT 1", "unexpected 'LIMIT' at 23")]
    [InlineData("SELECT * FROM Candles WHERE symbol = ?", "Number of parameters in request and statement don't match.")]
    [InlineData("INSERT INTO Candles VALUE {'symbol': 'X'}", "does not play INSERT in PartiQL, but SELECT alone")]
    [InlineData("DELETE FROM Candles WHERE symbol = 'X'", "does not play DELETE")]
    [InlineData("SELECT COUNT(*) FROM Candles", "does not play '(' at 13 after SELECT COUNT")]
    [InlineData("SELECT more.a FROM Candles", "does not play '.'")]
    [InlineData("SELECT * FROM Candles AS c", "does not play 'AS'")]
    [InlineData("SELECT * FROM Candles WHERE note LIKE 'a%'", "does not play 'LIKE'")]
    [InlineData("SELECT * FROM Candles WHERE n = 1 + 1", "unexpected '+'")]
    [InlineData("SELECT * FROM Candles WHERE n IN (1) AND more = {'a': 1}", "does not play a list, set or map")]
    [InlineData("SELECT * FROM Candles WHERE note IS NULL", "does not play IS NULL")]
    [InlineData("SELECT * FROM Candles WHERE EXISTS(SELECT * FROM Candles)", "does not play EXISTS")]
    [InlineData("SELECT * FROM Candles ORDER BY open_time", "plays ORDER BY only where WHERE names one partition key")]
    [InlineData("SELECT * FROM Candles WHERE symbol = 'BTC' ORDER BY n", "Variable reference n in ORDER BY clause must be part of the primary key")]
    [InlineData("SELECT * FROM Candles.nowhere", "The table does not have the specified index: nowhere")]
    public async Task What_is_malformed_or_not_played_is_refused_with_the_reason(string statement, string reason)
    {
        var refused = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Select(statement));

        Assert.Equal("ValidationException", refused.ErrorCode);
        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public async Task Deep_nesting_is_refused_and_not_followed()
    {
        var refused = await Assert.ThrowsAsync<AmazonDynamoDBException>(
            () => Select($"SELECT * FROM Candles WHERE {new string('(', 4000)}n = 1{new string(')', 4000)}"));

        Assert.Contains("more than 50 conditions within another", refused.Message);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_named_as_by_a_query() =>
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Select("SELECT * FROM \"Nowhere\""));

    [Theory]
    [InlineData("symbol = 'BTC'", "Query")]
    [InlineData("symbol = 'BTC' AND open_time > '13:40' AND open_time < '13:42' AND n = 1", "Query")]
    [InlineData("symbol = 'BTC' AND contains(open_time, '42')", "Scan")]
    [InlineData("symbol = 'BTC' OR symbol = 'ETH'", "Scan")]
    [InlineData("open_time = '13:40'", "Scan")]
    public void What_names_one_partition_reads_no_other(string conditions, string operation)
    {
        var statement = SelectParser.Parse(new JsonObject { ["Statement"] = $"SELECT * FROM Candles WHERE {conditions}" });

        Assert.Equal(operation, ReadPlan.Of(statement, ["symbol", "open_time"]).Operation);
    }

    private async Task<List<Dictionary<string, AttributeValue>>> Select(string statement, params AttributeValue[] parameters)
    {
        var request = new ExecuteStatementRequest { Statement = statement, Parameters = parameters.Length > 0 ? [.. parameters] : null };
        return (await _client.ExecuteStatementAsync(request, Cancellation)).Items ?? [];
    }
}
