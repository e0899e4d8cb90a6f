using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline dlq</c> as a user sees it.</summary>
public sealed class DeadLetterTests
{
    [Fact]
    public async Task What_failed_is_told_and_comes_home_once_its_cause_is_gone()
    {
        await using var pipeline = await RunningPipeline.StartAsync(settings =>
        {
            settings["writer"]!["batchSize"] = 10;
            settings["writer"]!["batchingWindowSeconds"] = 0;
            settings["writer"]!["maximumReceives"] = 1;
        });
        const string WrongHeader = "data_1_min/wrong header.tsv";
        await BreakAsync(pipeline);
        await pipeline.UploadAsync(MinuteFiles.Key(0), await MinuteFiles.ContentAsync(0, 5));
        await pipeline.UploadAsync(WrongHeader, "symbol\tprice\n");
        var repair = (await MinuteFiles.RepairAsync(9, 3)).Replace("102.50", "1O2.50", StringComparison.Ordinal);
        await pipeline.UploadAsync(RepairFileKey.Backfill.For(MinuteFiles.Candle(0, 9).Symbol, MinuteFiles.Start, MinuteFiles.Start.AddMinutes(2)), repair);
        await pipeline.SendAsync("poison");
        // As SQS moves it where the Writer could say nothing.
        await pipeline.Sqs.SendMessageAsync(pipeline.DeadLettersQueue, MinuteFiles.Message(30, 7));
        await Eventually.GetAsync(() => WaitingAsync(pipeline), waiting => waiting == (5, 2));

        var list = await SucceedAsync(pipeline, "list");
        Assert.Matches(@"Rows and lines: 5\b", list);
        Assert.Matches(@"2 │ row +│ [0-9]+ s +│ Requested resource not found", list);
        Assert.Matches("1 │ message that can never be stored .*JSON", list);
        Assert.Matches(@"1 │ line that is no candle .* line …, column high: '…' is not a decimal number", list);
        Assert.Contains("No reason came with it: SQS moved it", list, StringComparison.Ordinal);
        Assert.Matches(@"Files: 2\b", list);

        var shown = JsonNode.Parse(await SucceedAsync(pipeline, "show", "--symbol", "SYM9USDT", "--json"))!["deadLetters"]!.AsArray();
        Assert.Equal(["line", "row", "row"], shown.Select(letter => (string?)letter!["kind"]).Order());
        var line = shown.Single(letter => (string?)letter!["kind"] == "line")!;
        Assert.Equal((3, repair.Split('\n')[2]), ((int)line["line"]!, (string?)line["text"]));
        Assert.All(shown, letter => Assert.Equal(1, (int)letter!["tries"]!));
        var silent = await SucceedAsync(pipeline, "show", "--symbol", "SYM7USDT");
        Assert.Contains("row SYM7USDT 2026-02-02T14:10:00Z", silent, StringComparison.Ordinal);
        Assert.Contains("lambda/logs", silent, StringComparison.Ordinal);

        // Looking has taken nothing away, and neither has asking in vain.
        var (refused, said) = await RunAsync(pipeline, "discard");
        Assert.Equal(2, refused);
        Assert.Contains("--yes", said, StringComparison.Ordinal);
        Assert.Equal((5, 2), await WaitingAsync(pipeline));

        await SucceedAsync(pipeline, "discard", "--file", WrongHeader, "--yes");
        await MendAsync(pipeline);
        var redrive = JsonNode.Parse(await SucceedAsync(pipeline, "redrive", "--json"))!;
        Assert.Equal("""{"deadLetters":6,"rows":4,"files":2,"problems":[]}""", redrive.ToJsonString());

        // Five of the minute file, two of the repair file, and the one of which nobody knew why.
        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 8);
        // The line and the poison are as bad as before, and each is there once.
        await Eventually.GetAsync(() => WaitingAsync(pipeline), waiting => waiting == (2, 0));
        await SucceedAsync(pipeline, "discard", "--yes");
        Assert.Contains("There are no dead letters", await SucceedAsync(pipeline, "list"), StringComparison.Ordinal);
        Assert.Equal(0, await pipeline.DepthAsync(pipeline.DeadLettersQueue));
        Assert.Equal(8, (await pipeline.ItemsAsync()).Count);
    }

    [Theory]
    [InlineData("list --port 1", "No local run answers at http://127.0.0.1:1: start it with 'pipeline up'")]
    [InlineData("list --data nowhere", "'pipeline up' writes it")]
    [InlineData("redrive --queue lines", "'lines'")]
    [InlineData("redrive --symbol ?", "'?' is not a symbol")]
    [InlineData("discard --id NOTHING", "An id must not be empty")]
    public async Task What_keeps_a_command_from_running_is_said_in_a_sentence(string arguments, string said)
    {
        using var run = new LocalRun();
        OperatorCredentials.Ensure(run.Data);
        await File.WriteAllTextAsync(
            Path.Combine(run.Data, "outputs.json"),
            """{"Stack":{"DeadLettersQueue":"http://127.0.0.1/0/d","FailedObjectsQueue":"http://127.0.0.1/0/f"}}""",
            TestContext.Current.CancellationToken);
        string[] options = arguments.Contains("--data", StringComparison.Ordinal) ? [] : ["--data", run.Data];

        await using var process = PipelineProcess.Start(["dlq", .. arguments.Split(' ').Select(argument => argument == "NOTHING" ? "" : argument), .. options]);
        var exitCode = await process.ExitAsync(LocalRun.Patience);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, process.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Errors, StringComparison.Ordinal);
    }

    /// <summary>No table for the Writer, and for FanOut one that no claim fits into.</summary>
    private static async Task BreakAsync(RunningPipeline pipeline)
    {
        await pipeline.DynamoDb.UpdateTableAsync(
            new UpdateTableRequest { TableName = ProcessedData.TableName, DeletionProtectionEnabled = false });
        await pipeline.DynamoDb.DeleteTableAsync(ProcessedData.TableName);
        await pipeline.DynamoDb.PutItemAsync(PipelineState.TableName, new()
        {
            [PipelineState.Id] = new AttributeValue(PipelineState.FileSlots),
            [PipelineState.Claimed] = new AttributeValue("?"),
        });
    }

    private static async Task MendAsync(RunningPipeline pipeline)
    {
        await pipeline.DynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = ProcessedData.TableName,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new(ProcessedData.Symbol, ScalarAttributeType.S), new(ProcessedData.OpenTime, ScalarAttributeType.S)],
            KeySchema = [new(ProcessedData.Symbol, KeyType.HASH), new(ProcessedData.OpenTime, KeyType.RANGE)],
        });
        await Eventually.TrueAsync(async () =>
            (await pipeline.DynamoDb.DescribeTableAsync(ProcessedData.TableName)).Table.TableStatus == TableStatus.ACTIVE);
        await pipeline.DynamoDb.DeleteItemAsync(
            PipelineState.TableName, new() { [PipelineState.Id] = new AttributeValue(PipelineState.FileSlots) });
    }

    /// <summary>Dead letters that nobody holds: of the rows, and of the files.</summary>
    private static async Task<(int Rows, int Files)> WaitingAsync(RunningPipeline pipeline) =>
        (await VisibleAsync(pipeline, pipeline.DeadLettersQueue), await VisibleAsync(pipeline, pipeline.FailedObjectsQueue));

    private static async Task<int> VisibleAsync(RunningPipeline pipeline, string queue)
    {
        var name = QueueAttributeName.ApproximateNumberOfMessages;
        var response = await pipeline.Sqs.GetQueueAttributesAsync(queue, [name]);
        return int.Parse(response.Attributes[name], CultureInfo.InvariantCulture);
    }

    /// <returns>What it printed to standard output.</returns>
    private static async Task<string> SucceedAsync(RunningPipeline pipeline, params string[] arguments)
    {
        await using var process = PipelineProcess.Start(["dlq", .. arguments, .. pipeline.Where]);
        var exitCode = await process.ExitAsync(LocalRun.Patience);
        Assert.True(exitCode == 0, process.Output + process.Errors);
        return process.Output;
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(RunningPipeline pipeline, params string[] arguments)
    {
        await using var process = PipelineProcess.Start(["dlq", .. arguments, .. pipeline.Where]);
        return (await process.ExitAsync(LocalRun.Patience), process.Errors);
    }
}
