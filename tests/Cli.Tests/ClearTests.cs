using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Clear;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What is said before anything is deleted.</summary>
public sealed class ClearTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    // Reads: 400 MB / 4 KB / 2 = 48,828 units. Writes: a million items below 1 KB, a unit each.
    [InlineData(1_000_000, 400_000_000, 0.6311)]
    // Two units to an item of 1.5 KB.
    [InlineData(1_000_000, 1_536_000_000, 1.2734)]
    public void The_cost_is_that_of_reading_and_deleting_on_demand(long items, long bytes, double dollars) =>
        Assert.Equal(dollars, new ItemsThere("ProcessedData", items, IsAbout: true, bytes).Dollars, 4);

    [Fact]
    public void The_cost_is_told_of_a_table_in_AWS_alone()
    {
        var items = new ItemsThere("ProcessedData", 1_000_000, IsAbout: true, 400_000_000);

        Assert.Contains("about 0.63 dollars", ClearView.Cost(items, local: false), StringComparison.Ordinal);
        Assert.Empty(ClearView.Cost(items, local: true));
    }

    [Fact]
    public void A_protected_table_is_refused_with_what_to_do()
    {
        var refusal = ClearSurvey.Refusal(new TableDescription { TableName = "ProcessedData", DeletionProtectionEnabled = true });

        Assert.Contains("update-table --table-name ProcessedData --no-deletion-protection-enabled", refusal, StringComparison.Ordinal);
        Assert.Contains("-c stage=dev", refusal, StringComparison.Ordinal);
        Assert.Null(ClearSurvey.Refusal(new TableDescription { TableName = "ProcessedData-dev", DeletionProtectionEnabled = false }));
    }

    [Theory]
    [InlineData(0, 0, 0, "Deleted nothing")]
    [InlineData(1, 0, 0, "Deleted 1 version of files")]
    [InlineData(2_000, 1, 3, "Deleted 2,000 versions of files, 1 item of ProcessedData, 3 items of PipelineState")]
    public void What_was_deleted_is_told_by_kind(long files, long items, long state, string said) =>
        Assert.Equal(said, ClearView.Deleted(new ClearResult(files, items, state, [])));

    [Fact]
    public void A_count_that_is_hours_old_is_no_proof_that_there_is_nothing()
    {
        Assert.False(new ClearPlan(null, new ItemsThere("ProcessedData", 0, IsAbout: true, 0), null).IsEmpty);
        Assert.True(new ClearPlan(null, new ItemsThere("ProcessedData", 0, IsAbout: false, 0), null).IsEmpty);
    }
}
