using Amazon.Lambda.TestUtilities;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A batch is one line of bounded length, which names its files, and a line for each row that failed.</summary>
public sealed class BatchLogTests
{
    [Fact]
    public void A_batch_that_is_stored_is_one_line_with_its_files_and_their_rows()
    {
        var messages = new MessageBatch([Scene.Message(1), Scene.Message(2), Of("other", "data_1_min/b.tsv")], Scene.MaximumReceives);

        Assert.Equal(["Information", $"{DateTimeOffset.UnixEpoch}", "3", "3", "0", "0", $"{Samples.Key(0)} (2), data_1_min/b.tsv (1)"], Logged(messages, []));
    }

    [Fact]
    public void A_batch_of_many_files_names_as_many_as_fit()
    {
        var messages = new MessageBatch(
            [.. Enumerable.Range(0, 50).Select(n => Of($"m{n}", $"{n}{new string('x', 500)}"))], Scene.MaximumReceives);

        var files = Logged(messages, [])[^1];

        Assert.InRange(files.Length, 1500, 2100);
        Assert.EndsWith(", and 47 more", files, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_failed_has_a_line_with_its_file_and_message_and_a_message_that_is_no_row_has_one_too()
    {
        var messages = new MessageBatch([Scene.Received(7, receives: 2), Scene.Message("poison", "?")], Scene.MaximumReceives);
        messages.Fail(["message-7"], "throttled");
        var failed = messages.Failed;
        messages.Done(["poison"]);

        var logged = Logged(messages, failed);

        Assert.Equal(["Warning", "7", Samples.Key(0), "given back", "throttled", "message-7", "2"], logged[..7]);
        Assert.Equal(["Error", "poison", "dead-lettered"], logged[7..10]);
    }

    [Fact]
    public void A_row_that_the_table_has_in_a_newer_version_has_a_line_and_is_not_counted_as_stored()
    {
        var messages = new MessageBatch([Scene.Message(1), Scene.Message(2)], Scene.MaximumReceives);
        messages.Superseded(messages.Items.First());

        var logged = Logged(messages, []);

        Assert.Equal(["Information", "1", Samples.Key(0), "superseded", "the item is of a newer version of the row", "message-1", "1"], logged[..7]);
        Assert.Equal(["Information", $"{DateTimeOffset.UnixEpoch}", "1", "2", "1", "0"], logged[7..13]);
    }

    /// <summary>Of each line the level and then the fields; of a batch's line without its stage.</summary>
    private static string[] Logged(MessageBatch messages, IReadOnlyList<Unfinished> failed)
    {
        var log = new TestLambdaLogger();
        BatchLog.Write(log, messages, failed, handedOver: 0, DateTimeOffset.UnixEpoch);
        return
        [
            .. log.Buffer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line[0] == '\t' ? line.Trim() : line[..line.IndexOf(':', StringComparison.Ordinal)])
                .Where(field => field != LogStage.Written),
        ];
    }

    private static Amazon.Lambda.SQSEvents.SQSEvent.SQSMessage Of(string id, string file) =>
        Scene.Message(id, (Scene.Row(1) with { SourceKey = file }).ToJson());
}
