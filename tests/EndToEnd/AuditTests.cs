using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline audit</c> as a user sees it.</summary>
[Collection(nameof(RunWithCandles))]
public sealed class AuditTests(RunWithCandles run)
{
    [Fact]
    public async Task What_the_chain_has_stored_is_what_its_files_say_and_what_differs_is_told_with_its_place()
    {
        var well = await AuditAsync(0, "--verify", "--symbols", "SYM1USDT,SYM2USDT,SYM3USDT,SYM4USDT");
        Assert.Equal((4, 4, 0), ((int)well["items"]!, (int)well["distinctKeys"]!, (int)well["missing"]!));
        Assert.Equal((4, 1, 0), ((int)well["sources"]!["items"]!, (int)well["sources"]!["files"]!, (int)well["sources"]!["unverified"]!));

        // The file limit lets one file through so far, whose rows are there; what was backfilled is there beside it.
        var limited = await AuditAsync(0, "--verify");
        Assert.Equal((15, 0, 0), ((int)limited["items"]!, (int)limited["missing"]!, (int)limited["sources"]!["differing"]!));
        Assert.Contains("the first 5 rows of 3 files", (string)limited["expected"]!, StringComparison.Ordinal);

        var gap = await AuditAsync(1, "--symbols", "SYM0USDT,SYM9USDT", "--from", "2026-02-02T13:38:00Z", "--to", "2026-02-02T13:58:00Z");
        Assert.Equal((11, 29), ((int)gap["items"]!, (int)gap["missing"]!));
        Assert.Equal(
            """[{"first":"2026-02-02T13:38:00Z","last":"2026-02-02T13:39:00Z","minutes":2},{"first":"2026-02-02T13:41:00Z","last":"2026-02-02T13:45:00Z","minutes":5},{"first":"2026-02-02T13:56:00Z","last":"2026-02-02T13:57:00Z","minutes":2}]""",
            gap["symbols"]![0]!["gaps"]!.ToJsonString());
        Assert.Equal(20, (int)gap["symbols"]![1]!["missing"]!);

        await TamperAsync();
        var tampered = await AuditAsync(1, "--verify", "--segments", "2");
        Assert.Equal((17, 2), ((int)tampered["items"]!, (int)tampered["invalidItems"]!));
        var difference = Assert.Single(tampered["sources"]!["differences"]!.AsArray());
        Assert.Equal(
            """{"symbol":"SYM2USDT","openTime":"2026-02-02T13:40:00Z","file":"data_1_min/dt=2026-02-02/1340.tsv","line":4,"field":"close","inTable":"100.74","inFile":"100.75"}""",
            difference!.ToJsonString());
        Assert.Equal(
            ["the file has no line 78", "the file is not in the bucket"],
            tampered["sources"]!["withoutLine"]!.AsArray().Select(items => (string)items!["reason"]!).Order());

        var (_, output, _) = await run.RunAsync(
            "audit", "--verify", "--symbols", "SYM0USDT,SYM2USDT,FORGED1,BTCUSDT", "--from", "2026-02-02T13:40:00Z", "--to", "2026-02-02T13:56:00Z");
        Assert.Contains("SYM0USDT 2026-02-02T13:41:00Z to 2026-02-02T13:45:00Z, 5 minutes", output, StringComparison.Ordinal);
        Assert.Contains("Expected is every minute from 2026-02-02T13:40:00Z to 2026-02-02T13:55:00Z of each symbol.", output, StringComparison.Ordinal);
        // A symbol that has no item at all.
        Assert.Matches(@"│ BTCUSDT +│ +0 │ +16 │ \.{16} ", output);
        Assert.Contains("data_1_min/dt=2026-02-02/1340.tsv line 4, SYM2USDT 2026-02-02T13:40:00Z: close is '100.74' in the table, '100.75' in the file", output, StringComparison.Ordinal);
        Assert.Contains("column low: '' is missing", output, StringComparison.Ordinal);
        Assert.Matches(@"│ SYM0USDT +│ +11 │ +5 │ #\.{5}#{10} ", output);
    }

    [Fact]
    public async Task What_keeps_it_from_looking_is_said_in_a_sentence()
    {
        var (exitCode, _, errors) = await run.RunAsync("audit", "--segments", "0");

        Assert.Equal(2, exitCode);
        Assert.Contains("--segments must be from 1 to 64", errors, StringComparison.Ordinal);
    }

    private async Task<JsonNode> AuditAsync(int expected, params string[] options)
    {
        var (exitCode, output, errors) = await run.RunAsync(["audit", "--json", .. options]);
        Assert.True(exitCode == expected, output + errors);
        return JsonNode.Parse(Assert.Single(output.TrimEnd().Split('\n')))!;
    }

    /// <summary>Another price in one item, an item of a file that is not there, and one of a line that is not there.</summary>
    private async Task TamperAsync()
    {
        var table = run.Pipeline.DynamoDb;
        await table.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = ProcessedData.TableName,
            Key = Key("SYM2USDT"),
            UpdateExpression = "SET #close = :close",
            ExpressionAttributeNames = new() { ["#close"] = ProcessedData.Close },
            ExpressionAttributeValues = new() { [":close"] = new AttributeValue { N = "100.74" } },
        });
        await table.PutItemAsync(ProcessedData.TableName, Bare("FORGED1", MinuteFiles.Key(600)));
        await table.PutItemAsync(ProcessedData.TableName, Bare("FORGED2", MinuteFiles.Key(0)));
    }

    private static Dictionary<string, AttributeValue> Bare(string symbol, string file)
    {
        var item = Key(symbol);
        item[ProcessedData.Open] = new AttributeValue { N = "1" };
        item[ProcessedData.High] = new AttributeValue { N = "1" };
        item[ProcessedData.SourceKey] = new AttributeValue(file);
        item[ProcessedData.SourceRow] = new AttributeValue { N = "77" };
        return item;
    }

    private static Dictionary<string, AttributeValue> Key(string symbol) => new()
    {
        [ProcessedData.Symbol] = new AttributeValue(symbol),
        [ProcessedData.OpenTime] = new AttributeValue(ProcessedData.SortKey(MinuteFiles.Start)),
    };
}
