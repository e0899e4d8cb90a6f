using System.Text;
using ServerlessPipeline.Cli.Up;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Tests;

public class FileOutcomesTests
{
    [Fact]
    public void Each_file_is_counted_by_what_became_of_it()
    {
        var outcomes = FileOutcomes.Of([Answered("a.tsv", "claimed", 5), Answered("b.tsv", "declined", 0), Failed("c.tsv")]);

        var counts = outcomes.Count(["a.tsv", "b.tsv", "c.tsv", "d.tsv"]);

        Assert.Equal(new FileCounts(Uploaded: 4, Claimed: 1, Declined: 1, Rejected: 1, RowsSent: 5), counts);
        Assert.Equal(1, counts.Pending);
    }

    [Fact]
    public void A_claimed_file_stays_claimed_whatever_a_repeated_event_came_to()
    {
        var outcomes = FileOutcomes.Of([Failed("a.tsv"), Answered("a.tsv", "claimed", 5), Answered("a.tsv", "claimed", 5)]);

        Assert.Equal(new FileCounts(1, 1, 0, 0, 5), outcomes.Count(["a.tsv"]));
    }

    [Fact]
    public void A_failed_event_names_its_file_as_S3_encodes_it()
    {
        var outcomes = FileOutcomes.Of([Failed("a+b%2B%C3%A4.tsv")]);

        Assert.Equal(1, outcomes.Count(["a b+ä.tsv"]).Rejected);
    }

    [Fact]
    public void Events_of_files_that_are_gone_do_not_count()
    {
        var outcomes = FileOutcomes.Of([Answered("gone.tsv", "claimed", 5)]);

        Assert.Equal(new FileCounts(0, 0, 0, 0, 0), outcomes.Count([]));
    }

    private static FinishedEvent Answered(string key, string outcome, int rows) => new(
        true,
        default,
        Encoding.UTF8.GetBytes(
            $$"""{"files":[{"key":"{{key}}","outcome":"{{outcome}}","rows_sent":{{rows}},"rows_rejected":0}]}"""));

    private static FinishedEvent Failed(string encodedKey) => new(
        false,
        Encoding.UTF8.GetBytes("""{"Records":[{"s3":{"object":{"key":"KEY"}}}]}""".Replace("KEY", encodedKey, StringComparison.Ordinal)),
        default);
}
