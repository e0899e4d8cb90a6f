using System.Globalization;
using ServerlessPipeline.Cli.DeadLetters;
using ServerlessPipeline.Cli.Trace;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>The rules by which <c>pipeline trace</c> tells how far a file or an item came.</summary>
public sealed class TraceTests
{
    private const string Key = "data_1_min/dt=2026-02-02/1340.tsv";
    private const string Backfill = "backfill_1_min/dt=2026-02-02/BTCUSDT-1340-1341.tsv";
    private const string Repair = "repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1341.tsv";

    private static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Written = Minute.AddSeconds(65);

    [Theory]
    [InlineData("data_1_min/dt=2026-02-02/1340.tsv", "data_1_min/dt=2026-02-02/1340.tsv")]
    [InlineData("BTCUSDT 2026-02-02T13:40:00Z", "BTCUSDT 2026-02-02T13:40:00Z")]
    [InlineData("BTCUSDT@2026-02-02T13:40:00Z", "BTCUSDT 2026-02-02T13:40:00Z")]
    [InlineData("BTCUSDT 2026-02-02", "BTCUSDT 2026-02-02T00:00:00Z")]
    [InlineData("BTCUSDT 2026-02-02 13:40", null)]
    [InlineData("BTCUSDT 13:40", null)]
    [InlineData("BTCUSDT", null)]
    [InlineData("BTCUSDT 2026-02-02T13:40:30Z", null)]
    [InlineData("btcusdt 2026-02-02T13:40:00Z", null)]
    [InlineData("@2026-02-02T13:40:00Z", null)]
    public void A_key_or_a_symbol_and_a_minute_is_asked_for(string words, string? name) =>
        Assert.Equal(name, TraceSubject.Parse(words.Split(' '))?.Name);

    [Theory]
    [InlineData("data_1_min/a.tsv (5)", 5)]
    [InlineData("x.tsv (2), data_1_min/a.tsv (12), and 3 more", 12)]
    [InlineData("old/data_1_min/a.tsv (5)", 0)]
    [InlineData("old/data_1_min/a.tsv (5), data_1_min/a.tsv (7)", 7)]
    [InlineData("data_1_min/a.tsv2 (5)", 0)]
    public void A_batch_names_its_files_and_their_rows(string files, int rows) =>
        Assert.Equal(rows, Line("written", $$"""
            "files":"{{files}}"
            """).RowsOf("data_1_min/a.tsv"));

    [Theory]
    [InlineData("")]
    [InlineData("2026-02-02T13:41:00.000Z\tid\tinfo\ttext")]
    [InlineData("""{"time":"2026-02-02T13:41:00Z","type":"platform.start"}""")]
    [InlineData("""{"timestamp":5}""")]
    [InlineData("""{"timestamp":"2026-02-02T13:41:00.000Z","mess""")]
    [InlineData("[]")]
    public void What_is_no_line_of_ours_is_none(string text) => Assert.Null(LogLine.Parse(text));

    [Fact]
    public void A_file_whose_rows_are_items_has_gone_the_whole_way()
    {
        var story = FileStory.Of(Whole());

        Assert.True(story.Complete, story.Verdict);
        Assert.Equal(["fetched", "uploaded", "claimed", "sent", "received", "written"], story.Steps.Select(step => step.Stage));
        Assert.All(story.Steps, step => Assert.Equal(StepState.Done, step.State));
        Assert.Equal("2 of 3 rows in 2 messages", story.Steps[3].Text);
        Assert.Equal(("r2", Written), (story.Steps[4].Request, story.Steps[5].At));
    }

    [Fact]
    public void A_backfilled_file_is_of_the_operators_time_and_not_of_the_exchanges()
    {
        var fetched = FileStory.Of(Uploaded(rows: 3) with { Key = "backfill_1_min/dt=2026-02-02/BTCUSDT-1340-1341.tsv" }).Steps[0];

        Assert.Equal("complete at 13:41:01.000 by the clock of the machine that ran the backfill", fetched.Text);
        Assert.Equal("complete at 13:41:01.000 by the exchange's clock", FileStory.Of(Uploaded(rows: 3)).Steps[0].Text);
    }

    [Fact]
    public void Without_logs_the_items_show_the_way()
    {
        var story = FileStory.Of(Whole() with { Log = null });

        Assert.True(story.Complete, story.Verdict);
        Assert.Equal(
            [StepState.Done, StepState.Done, StepState.Done, StepState.Unknown, StepState.Unknown, StepState.Done],
            story.Steps.Select(step => step.State));
    }

    [Fact]
    public void A_declined_file_stopped_at_the_claim()
    {
        var story = FileStory.Of(Uploaded(rows: 3) with { SlotsTaken = 3, Log = [Line("declined", "\"version\":\"v1\"")] });

        Assert.False(story.Complete);
        Assert.Equal(("claimed", StepState.Stopped), (story.Steps[^1].Stage, story.Steps[^1].State));
        Assert.StartsWith("It stopped before it was claimed: declined", story.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_logs_a_file_that_holds_none_of_the_taken_slots_was_declined_as_it_seems()
    {
        var story = FileStory.Of(Uploaded(rows: 3) with { SlotsTaken = 3, Log = null });

        Assert.False(story.Complete);
        Assert.Equal(["fetched", "uploaded", "claimed"], story.Steps.Select(step => step.Stage));
        Assert.Contains("declined, as it seems", story.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_another_version_is_of_another_story()
    {
        var story = FileStory.Of(Whole() with
        {
            Versions = [new("v2", Minute.AddSeconds(90), 10, false), new("v1", Minute.AddSeconds(62), 10, false)],
            Claimed = [],
            Rows = Rows(3, items: 0),
        });

        Assert.False(story.Complete);
        Assert.Contains("does not know this version", story.Verdict, StringComparison.Ordinal);
        Assert.Contains(story.Steps, step => step.Text.StartsWith("there are 2 versions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "there is no such file in the bucket, and the logs do not know it")]
    [InlineData(true, "the fetcher has it in its spool")]
    public void What_is_not_in_the_bucket_stopped_before_it(bool fetched, string said)
    {
        var story = FileStory.Of(new FileFacts { Key = Key, SlotLimit = 3, Log = fetched ? [Line("fetched", "\"rows\":3")] : [] });

        Assert.False(story.Complete);
        Assert.Contains(said, story.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_file_is_told_as_deleted()
    {
        var story = FileStory.Of(new FileFacts { Key = Key, Versions = [new("v2", Written, 0, true)], Log = [] });

        Assert.Equal("It stopped before it was uploaded: the file was deleted", story.Verdict);
    }

    [Fact]
    public void A_failure_of_FanOut_is_the_reason()
    {
        var story = FileStory.Of(Uploaded(rows: 0) with { Log = [Line("failed", "\"reason\":\"line 1: no header\"")] });

        Assert.EndsWith("FanOut failed: line 1: no header", story.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_items_stopped_before_they_were_written()
    {
        var missing = Whole() with { Rows = Rows(3, items: 1) };

        Assert.Contains("1 of 2 rows is an item from this file, 1 is missing (row 2: S2USDT)", FileStory.Of(missing).Verdict, StringComparison.Ordinal);
        Assert.Contains("may be on their way", FileStory.Of(missing with { RowsOnTheirWay = 4 }).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_of_another_file_is_there_and_told()
    {
        var story = FileStory.Of(Whole() with { Rows = [.. Rows(1, items: 1), .. Rows(3, items: 3, Repair).Skip(1)] });

        Assert.True(story.Complete, story.Verdict);
        Assert.Contains(story.Steps, step => step.Text == $"1 item is from another file, such as {Repair}");
    }

    [Fact]
    public void A_line_that_is_no_candle_a_failed_row_and_a_dead_letter_are_told()
    {
        var facts = Whole();
        var story = FileStory.Of(facts with
        {
            Rows = [facts.Rows[0], new FileRow(2, null, "line 3: bad", null)],
            Log =
            [
                .. facts.Log!.Where(line => line.Stage != "sent"),
                Line("sent", "\"version\":\"v1\",\"rows\":2,\"messages\":1,\"rejected\":1"),
                Line("given back", "\"row\":1,\"reason\":\"throttled\",\"messageId\":\"m1\""),
            ],
            DeadLetters = [new DeadLetter { Id = "d1", Queue = "rows", Kind = DeadLetterKind.Line, Line = 3, SentAt = Written, Reason = "line 3: bad" }],
        });

        Assert.Equal("It stopped before it was sent: 1 of 2 rows is no candle", story.Verdict);
        Assert.Contains(story.Steps, step => step.Text == "row 2 is no candle, and a dead letter: line 3: bad");
        Assert.Contains(story.Steps, step => step.Text == "row 1 was given back: throttled (message m1)");
        Assert.Contains(story.Steps, step => step.Text == "dead letter d1, line 3: line 3: bad");
    }

    [Fact]
    public void A_backfilled_file_needs_no_slot_and_all_of_it_is_sent()
    {
        var story = FileStory.Of(Uploaded(rows: 2) with { Key = Backfill, Rows = Rows(2, items: 2, Backfill) });

        Assert.True(story.Complete, story.Verdict);
        Assert.Contains(story.Steps, step => step.Text == "a backfilled file needs no slot");
    }

    [Fact]
    public void A_repair_file_is_declined_while_there_is_a_file_limit()
    {
        var story = FileStory.Of(Uploaded(rows: 2) with { Key = Repair });

        Assert.StartsWith("It stopped before it was claimed: declined: while there is a file limit", story.Verdict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "no slot is needed: all files are let through")]
    [InlineData(3, "it was let through while there was no file limit")]
    public void A_repair_file_that_was_let_through_is_told_as_such(int? limit, string said)
    {
        var story = FileStory.Of(Uploaded(rows: 2) with { Key = Repair, Rows = Rows(2, items: 2, Repair), SlotLimit = limit });

        Assert.True(story.Complete, story.Verdict);
        Assert.Contains(story.Steps, step => step.Text == said);
    }

    [Fact]
    public void An_item_is_held_against_its_line()
    {
        var facts = Whole();
        var item = facts.Rows[0].Item!;

        var story = ItemStory.Of(Subject(1), item, facts);
        var changed = ItemStory.Of(
            Subject(1), item with { Attributes = new Dictionary<string, string>(item.Attributes) { ["close"] = "1.01" } }, facts);

        Assert.True(story.Complete, story.Verdict);
        Assert.Equal("equal to row 1 of the file in every column", story.Steps[^1].Text);
        Assert.EndsWith("the item differs from row 1 in close", changed.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void DynamoDBs_spelling_of_a_number_is_no_difference()
    {
        var facts = Whole();
        var item = facts.Rows[0].Item!;

        var attributes = new Dictionary<string, string>(item.Attributes) { ["open"] = "1", ["expires_at"] = "5" };

        Assert.Empty(ItemStory.Differences(item with { Attributes = attributes }, facts.Rows[0].Candle!, facts));
    }

    [Theory]
    [InlineData(3, "It stopped before it was sent: it is row 3, and 2 rows of the file are sent (setting rowsPerFile)")]
    [InlineData(2, "It stopped before it was written: there is no item of row 2")]
    [InlineData(9, "It stopped before it was sent: the file has no row of S9USDT")]
    public void Why_there_is_no_item_is_told(int row, string verdict) =>
        Assert.Equal(verdict, ItemStory.Of(Subject(row), item: null, Whole() with { Rows = Rows(3, items: 1) }).Verdict);

    [Fact]
    public void An_item_that_was_written_by_hand_is_there_without_a_file()
    {
        var story = ItemStory.Of(
            Subject(1), new RowItem(File: null, Row: null, WrittenAt: null, new Dictionary<string, string>()), new FileFacts { Key = Key, Log = [] });

        Assert.True(story.Complete, story.Verdict);
        Assert.Contains(story.Steps, step => step.Text.Contains("written by hand", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_reads_the_story_in_one_line()
    {
        var story = new Story("key", Complete: false, "It stopped.", [new Step("claimed", StepState.Stopped, Minute, "declined", "r1")]);

        Assert.Equal(
            """{"subject":"key","complete":false,"verdict":"It stopped.","steps":[{"stage":"claimed","state":"stopped","at":"2026-02-02T13:40:00+00:00","text":"declined","request":"r1"}]}""",
            story.ToJson());
    }

    private static TraceSubject Subject(int row) => new(File: null, Symbol.Parse($"S{row}USDT"), Minute);

    /// <summary>Three rows, of which two were sent and are items.</summary>
    private static FileFacts Whole() => Uploaded(rows: 3) with
    {
        Claimed = ["v1"],
        SlotsTaken = 1,
        Rows = Rows(3, items: 2),
        Log =
        [
            Line("fetched", "\"rows\":3"),
            Line("uploaded", "\"version\":\"v1\""),
            Line("claimed", "\"version\":\"v1\",\"requestId\":\"r1\""),
            Line("sent", "\"version\":\"v1\",\"rows\":2,\"messages\":2,\"rejected\":0,\"requestId\":\"r1\""),
            Line("written", $"\"files\":\"{Key} (2)\",\"requestId\":\"r2\""),
        ],
    };

    private static FileFacts Uploaded(int rows) => new()
    {
        Key = Key,
        Versions = [new("v1", Minute.AddSeconds(62), 500, IsDeletion: false)],
        FetchedAt = Minute.AddSeconds(61),
        SlotLimit = 3,
        Rows = Rows(rows, items: 0),
        Log = [],
    };

    private static IReadOnlyList<FileRow> Rows(int count, int items, string file = Key) => [.. Enumerable.Range(1, count).Select(row =>
    {
        var candle = Candle(row);
        var attributes = ProcessedData.Attributes(new RowMessage(candle, file, null, row, Minute), Written)
            .ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
        return new FileRow(row, candle, Problem: null, row <= items ? new RowItem(file, row, Written, attributes) : null);
    })];

    private static Candle Candle(int row) => new()
    {
        Symbol = Symbol.Parse(string.Create(CultureInfo.InvariantCulture, $"S{row}USDT")),
        OpenTime = Minute,
        Open = 1.00m,
        High = 2,
        Low = 0.5m,
        Close = 1.50m,
        BaseVolume = 10,
        CloseTime = Minute.AddMinutes(1).AddMilliseconds(-1),
        QuoteVolume = 12,
        TradeCount = 3,
        TakerBuyBaseVolume = 4,
        TakerBuyQuoteVolume = 5,
    };

    private static LogLine Line(string stage, string fields) =>
        LogLine.Parse($$"""{"timestamp":"2026-02-02T13:41:03.000Z","stage":"{{stage}}","file":"{{Key}}",{{fields.Trim()}}}""")!;
}
