namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>
/// Each safety is needed: a program is built without it, and the campaign, with the faults that it is there for, fails. With
/// all of them, the same faults do no harm.
/// </summary>
public sealed class SafetyTests(ITestOutputHelper output)
{
    private static readonly CampaignOptions Short = new()
    {
        Minutes = 8,
        Symbols = 12,
        Seed = 1,
        Speed = 120,
        BetweenKills = null,
        ClockLeaps = false,
        Listings = false,
        MaximumReceives = 2,
        Rates = FaultRates.None with { Partial = 600, CutAfter = 150, NotificationTwice = 500, NotificationLate = 500 },
    };

    [Fact]
    public async Task With_all_safeties_these_faults_lose_nothing_and_leave_no_dead_letter()
    {
        // Nothing comes back because the machine was slow.
        var result = await RunAsync(mutant: null, visibility: 60);

        Assert.Empty(result.Problems);
        Assert.Equal(0, result.DeadLetters);
    }

    [Fact]
    public async Task Without_the_condition_of_the_claim_more_files_come_through_than_are_allowed()
    {
        var result = await RunAsync(new Mutant("FanOut", "FileSlots.cs", "size(#claimed) < :limit", "size(#claimed) <= size(#claimed) OR size(#claimed) < :limit"));

        Assert.Contains(result.Problems, problem => problem.Contains("slots of 8 are taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_condition_of_the_upload_a_file_is_written_twice()
    {
        var result = await RunAsync(
            new Mutant("Fetcher", "Uploader.cs", "            IfNoneMatch = \"*\",\n", ""),
            FaultRates.None with { CutAfter = 500, Only = "PUT" });

        Assert.Contains(result.Problems, problem => problem.EndsWith(" versions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_retry_of_unprocessed_items_rows_are_lost()
    {
        var result = await RunAsync(new Mutant(
            "Writer", "ProcessedDataTable.cs", "return [.. Keys(response.UnprocessedItems)];", "return [];"));

        Assert.Contains(result.Problems, problem => problem.Contains("is lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_partial_batch_response_rows_are_lost()
    {
        var result = await RunAsync(
            new Mutant("Writer", "WriterHandler.cs", "[.. messages.Unfinished.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]", "[]"),
            FaultRates.None with { ServerError = 850, Only = "BatchWriteItem" });

        Assert.Contains(result.Problems, problem => problem.Contains("is lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_de_duplication_in_a_batch_rows_become_dead_letters()
    {
        var result = await RunAsync(new Mutant(
            "Writer", "MessageBatch.cs", "var key = (row.Candle.Symbol, row.Candle.OpenTime);", "var key = (row.Candle.Symbol, row.Candle.OpenTime.AddTicks(_items.Count));"));

        Assert.True(result.DeadLetters > 0 || result.Problems.Count > 0, result.ToString());
    }

    /// <summary>What fails comes back after so many seconds, not after six times the function's timeout.</summary>
    private static async Task ChangeAsync(string assembly, Mutant? mutant, int visibility)
    {
        var template = CloudAssembly.Template(assembly);
        var text = await File.ReadAllTextAsync(template);
        var usual = $"\"VisibilityTimeout\": {(6 * Short.FunctionSeconds) + 1}";
        Assert.Contains(usual, text);
        await File.WriteAllTextAsync(template, text.Replace(usual, $"\"VisibilityTimeout\": {visibility}", StringComparison.Ordinal));
        await (mutant?.ReplaceAsync(assembly) ?? Task.CompletedTask);
    }

    private async Task<CampaignResult> RunAsync(Mutant? mutant, FaultRates? rates = null, int? visibility = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The campaign finds processes in /proc.");
        Assert.SkipWhen(
            mutant is { Project: not "Fetcher" } && Environment.GetEnvironmentVariable("NativeFunctions") == "true",
            "The functions are machine code alone, of which no part can be exchanged.");
        var options = Short with { Rates = rates ?? Short.Rates, Change = assembly => ChangeAsync(assembly, mutant, visibility ?? (int)Math.Ceiling(6 * Math.Clamp(MachineLoad.Slowness / 2, 1, 5))) };
        var result = await new CampaignRun(options, output.WriteLine).RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(result.ToString());
        return result;
    }
}
