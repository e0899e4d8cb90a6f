using ServerlessPipeline.Cli.Status;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What of a look needs a person, and how fast things go.</summary>
public sealed class StatusRulesTests
{
    private static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Minute.AddMinutes(1).AddSeconds(10);

    [Fact]
    public void A_minute_that_has_come_to_the_table_is_well() => Assert.Empty(Problems(Look()));

    [Fact]
    public void A_newest_file_that_is_five_minutes_old_is_stale()
    {
        Assert.Empty(Problems(Look(now: Minute.AddMinutes(5).AddSeconds(59))));
        Assert.Contains("5 min old", Assert.Single(Problems(Look(now: Minute.AddMinutes(6)))), StringComparison.Ordinal);
        Assert.Contains("no minute file", Assert.Single(Problems(Look() with { File = null })), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_local_run_the_upload_counts_since_its_market_may_be_of_another_time()
    {
        var look = Look() with { File = new NewestFile("key", Minute.AddYears(-1), Now.AddSeconds(-5), 31_536_000, 1) };

        Assert.Empty(StatusRules.Problems(look, local: true));
        Assert.NotEmpty(StatusRules.Problems(look, local: false));
    }

    [Theory]
    [InlineData(119, 0, false)]
    [InlineData(120, 0, true)]
    [InlineData(120, 1, false)]
    [InlineData(900, 1, true)]
    public void A_file_without_items_is_a_problem_later_where_rows_wait(int seconds, int waiting, bool problem)
    {
        var look = Look(now: Minute.AddMinutes(1)) with
        {
            File = new NewestFile("key", Minute.AddMinutes(1), Minute.AddMinutes(1).AddSeconds(-seconds), -60, 2),
            Rows = new QueueLook(waiting, 0),
        };

        Assert.Equal(problem, Problems(look).Count == 1);
    }

    [Fact]
    public void With_all_slots_taken_the_newest_file_of_a_slot_is_what_counts()
    {
        var old = new SlotMinute(Minute, Minute.AddMinutes(1));
        var newer = new SlotMinute(Minute.AddMinutes(1), Now.AddMinutes(-3));
        var look = Look() with { File = new NewestFile("key", Minute.AddMinutes(20), Now, 0, 20) };

        Assert.Empty(Problems(look with { Slots = new SlotsLook(3, 3, old) }));
        Assert.Contains("13:41", Assert.Single(Problems(look with { Slots = new SlotsLook(3, 3, newer) })), StringComparison.Ordinal);
        Assert.Empty(Problems(look with { Slots = new SlotsLook(3, 3, null) }));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Dead_letters_of_either_queue_need_a_person(int objects, int rows) => Assert.Contains(
        "pipeline dlq list", Assert.Single(Problems(Look() with { DeadLetters = new DeadLettersLook(objects, rows) })), StringComparison.Ordinal);

    [Theory]
    [InlineData("Failed", "Successful", null, "is Failed")]
    [InlineData("Active", "Failed", null, "its last change Failed")]
    [InlineData("Active", "Successful", 0, "switched off")]
    public void A_function_that_cannot_run_needs_a_person(string state, string update, int? reserved, string said)
    {
        var look = Look() with { Functions = [new FunctionLook("Writer", state, update, null, reserved)] };

        Assert.Contains(said, Assert.Single(Problems(look)), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_looks_give_rates()
    {
        var earlier = Look();
        var look = Look(now: Now.AddMinutes(2)) with
        {
            File = new NewestFile("key", Minute.AddMinutes(4), Now, 0, 5),
            Table = Table(("BTCUSDT", 4), ("ETHUSDT", 2), ("SOLUSDT", 4)),
        };

        // Four minutes and two of the two symbols that were there, and one row of the third.
        Assert.Equal(new Rates(2, 3.5, 120), StatusRules.Rates(earlier, look));
        Assert.Null(StatusRules.Rates(look, look));
        Assert.Null(StatusRules.Rates(earlier, look with { File = look.File with { Minute = Minute.AddDays(1) } })!.FilesPerMinute);
    }

    [Fact]
    public void The_line_of_JSON_is_one_line_of_plain_names()
    {
        Assert.Equal(
            """{"at":"2026-02-02T13:41:10+00:00","file":{"key":"key","minute":"2026-02-02T13:40:00+00:00","uploaded":"2026-02-02T13:41:00+00:00","lagSeconds":10,"ofItsDay":1},"functions":null,"slots":{"taken":1,"limit":3,"newest":null},"rows":{"waiting":0,"inFlight":0},"deadLetters":{"objects":0,"rows":0},"table":{"state":"ACTIVE","aboutItems":null,"newest":[{"symbol":"BTCUSDT","openTime":"2026-02-02T13:40:00+00:00","writtenAt":"2026-02-02T13:41:00+00:00"}],"symbolsNotAsked":0},"rates":null,"problems":[]}""",
            (Look() with { Functions = null, Table = Table(("BTCUSDT", 0)) }).ToJson());
    }

    private static IReadOnlyList<string> Problems(PipelineLook look) => StatusRules.Problems(look, local: false);

    private static PipelineLook Look(DateTimeOffset? now = null) => new(
        now ?? Now,
        new NewestFile("key", Minute, Minute.AddMinutes(1), ((now ?? Now) - Minute.AddMinutes(1)).TotalSeconds, 1),
        [new FunctionLook("FanOut", "Active", "Successful", null, null), new FunctionLook("Writer", "Inactive", "InProgress", null, 5)],
        new SlotsLook(1, 3, null),
        new QueueLook(0, 0),
        new DeadLettersLook(0, 0),
        Table(("BTCUSDT", 0), ("ETHUSDT", 0)),
        Rates: null,
        Problems: []);

    private static TableLook Table(params (string Symbol, int Minute)[] newest) => new(
        "ACTIVE",
        null,
        [.. newest.Select(item => new NewestItem(item.Symbol, Minute.AddMinutes(item.Minute), Minute.AddMinutes(1)))],
        0);
}
