using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Audit;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What an audit takes from the ledger, and what it waits for.</summary>
public sealed class LedgerTests(LocalAws aws)
{
    private const string Bucket = "files";

    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");
    private static readonly DateTimeOffset Day = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ledger_says_since_when_a_symbol_is_expected_up_to_which_file_and_but_for_which_holes()
    {
        using var dynamoDb = aws.DynamoDb();
        var table = await aws.NewTableAsync(PipelineState.Id);
        var day = DateOnly.FromDateTime(Day.UtcDateTime);
        // A month lies between the first file and the last.
        await PutAsync(PipelineState.CoverageOf(Bucket), ("BTCUSDT", Texts("2026-02-02T00:05Z")), ("ETHUSDT", Texts("2026-02-02T00:07Z", "2026-02-02T00:06Z")));
        await PutAsync(PipelineState.ListOf(Bucket, "d1"), (PipelineState.Symbols, Texts("BTCUSDT")));
        await PutAsync(PipelineState.CoverageOf(Bucket, day), (PipelineState.HeldByList("d1"), Numbers(5, 6, 7)));
        await PutAsync(PipelineState.CoverageOf(Bucket, day.AddDays(40)), (PipelineState.HeldByList("d1"), Numbers(3)));
        await PutAsync(PipelineState.CoverageOf(Bucket, day, Eth), (PipelineState.Holes, Numbers(6)));
        await PutAsync(PipelineState.CoverageOf("another", day.AddDays(41)), (PipelineState.HeldByList("d1"), Numbers(3)));

        var ledger = await Ledger.ReadAsync(new ItemBatch(dynamoDb, table, TimeProvider.System), Bucket, symbols: null, Day.AddDays(90), Cancellation);
        var ofOne = await Ledger.ReadAsync(new ItemBatch(dynamoDb, table, TimeProvider.System), Bucket, [Btc], Day, Cancellation);
        var other = await Ledger.ReadAsync(new ItemBatch(dynamoDb, table, TimeProvider.System), "nothing", symbols: null, Day, Cancellation);

        Assert.Equal(Day.AddDays(40).AddMinutes(3), ledger.LastFile);
        Assert.Equal((Day.AddMinutes(5), Day.AddMinutes(6)), (ledger.Since[Btc], ledger.Since[Eth]));
        Assert.Equal("ETHUSDT", Assert.Single(ledger.Holes).Key);
        Assert.True(ledger.Holes["ETHUSDT"].Has(Day.AddMinutes(6)));
        Assert.Equal(Btc, Assert.Single(ofOne.Since).Key);
        Assert.Null(other.LastFile);

        Task PutAsync(string id, params (string Name, AttributeValue Value)[] attributes)
        {
            var item = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
            item[PipelineState.Id] = new AttributeValue(id);
            return dynamoDb.PutItemAsync(table, item, Cancellation);
        }
    }

    [Fact]
    public async Task A_row_that_arrives_while_the_table_is_read_is_not_missing()
    {
        using var dynamoDb = aws.DynamoDb();
        var table = await aws.NewTableAsync(ProcessedData.Symbol, ProcessedData.OpenTime);
        var late = TableItems.Of(5);
        await dynamoDb.PutItemAsync(table, late, Cancellation);
        var symbol = late[ProcessedData.Symbol].S;
        var tally = new AuditTally();
        var expected = new Expectation("", new Dictionary<string, ExpectedMinutes> { [symbol] = new(TableItems.Start, TableItems.Start.AddMinutes(7)) });
        var longAgo = TimeProvider.System.GetTimestamp() - (60 * TimeProvider.System.TimestampFrequency);

        await new LateItems(new ItemBatch(dynamoDb, table, TimeProvider.System), tally, expected, TableItems.Start.AddMinutes(6), TimeProvider.System)
            .AwaitAsync(longAgo, Cancellation);

        Assert.Equal(6, SymbolResult.Of(symbol, tally.Of(symbol), expected.Symbols[symbol]).Missing);
        Assert.Equal(1, tally.Items);
    }

    private static AttributeValue Texts(params string[] texts) => new() { SS = [.. texts] };

    private static AttributeValue Numbers(params int[] numbers) => new() { NS = [.. numbers.Select(number => $"{number}")] };
}
