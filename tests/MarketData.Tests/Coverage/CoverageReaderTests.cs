using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.MarketData.Tests.Coverage;

public sealed class CoverageReaderTests
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");
    private static readonly DateTimeOffset Midnight = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, CoverageItem> _table = [];
    private readonly List<string> _read = [];
    private readonly CoverageReader _reader;

    public CoverageReaderTests() => _reader = new CoverageReader("market", (ids, _) =>
    {
        Assert.InRange(ids.Distinct().Count(), ids.Count, 100);
        _read.AddRange(ids);
        return Task.FromResult<IReadOnlyList<CoverageItem>>([.. ids.Where(_table.ContainsKey).Select(id => _table[id])]);
    });

    [Fact]
    public async Task The_earliest_minute_that_anyone_said_is_a_symbols_first()
    {
        Put("coverage#market", ("BTCUSDT", ["2026-02-02T13:40:00Z", "2026-02-02T13:20:00Z"]), ("ETHUSDT", ["2026-02-03T00:00:00Z"]));

        var since = await _reader.FirstMinutesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [(Btc, Midnight.AddMinutes(800)), (Eth, Midnight.AddDays(1))],
            since.Select(each => (each.Key, each.Value)).OrderBy(each => each.Value));
    }

    [Fact]
    public async Task Gaps_are_what_no_file_holds_and_is_no_hole()
    {
        Put("coverage#market#symbols#aa", ("symbols", ["BTCUSDT", "ETHUSDT"]));
        Put("coverage#market#symbols#bb", ("symbols", ["BTCUSDT"]));
        Put("coverage#market#symbols#cc");
        Put("coverage#market#2026-02-01", ("held#aa", ["1439"]));
        Put("coverage#market#2026-02-02", ("held#aa", ["0", "1"]), ("held#bb", ["2", "3"]), ("held#cc", ["4"]));
        Put("coverage#market#2026-02-02#BTCUSDT", ("held", ["4"]));
        Put("coverage#market#2026-02-02#ETHUSDT", ("held", ["2"]), ("holes", ["3"]), ("files", ["a key"]));

        var days = await ReadAsync(since: -2, before: 6);

        Assert.Equal([(-2, -2), (5, 5)], Gaps(days, Btc, -2, 6));
        Assert.Equal([(-2, -2), (4, 5)], Gaps(days, Eth, -2, 6));
        Assert.True(days[1].IsHole(Eth, 3));
        Assert.Equal(["a key"], await _reader.RepairFilesAsync([(days[1].Day, Eth), (days[1].Day, Btc)], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_day_that_its_minute_files_hold_whole_takes_no_question_for_each_symbol_and_a_list_is_read_once()
    {
        Put("coverage#market#symbols#aa", ("symbols", ["BTCUSDT", "ETHUSDT"]));
        Put("coverage#market#2026-02-02", ("held#aa", ["0", "1"]));
        await ReadAsync(since: 0, before: 2);

        await ReadAsync(since: 0, before: 2);

        Assert.Equal(["coverage#market#2026-02-02", "coverage#market#symbols#aa", "coverage#market#2026-02-02"], _read);
    }

    [Fact]
    public async Task Another_buckets_ledger_says_nothing()
    {
        Put("coverage#other", ("BTCUSDT", ["2026-02-02T13:40:00Z"]));
        Put("coverage#other#symbols#aa", ("symbols", ["BTCUSDT", "ETHUSDT"]));
        Put("coverage#other#2026-02-02", ("held#aa", ["0", "1"]));

        Assert.Empty(await _reader.FirstMinutesAsync(TestContext.Current.CancellationToken));
        Assert.Equal([(0, 1)], Gaps(await ReadAsync(since: 0, before: 2), Btc, 0, 2));
    }

    private Task<IReadOnlyList<DayCoverage>> ReadAsync(int since, int before) => _reader.ReadAsync(
        new Dictionary<Symbol, DateTimeOffset> { [Btc] = Midnight.AddMinutes(since), [Eth] = Midnight.AddMinutes(since) },
        Midnight.AddMinutes(since),
        Midnight.AddMinutes(before),
        TestContext.Current.CancellationToken);

    private static IEnumerable<(int First, int Last)> Gaps(IReadOnlyList<DayCoverage> days, Symbol symbol, int since, int before) => days
        .SelectMany(day => day.Gaps(symbol, Midnight.AddMinutes(since), Midnight.AddMinutes(before)))
        .Select(gap => ((int)(gap.First - Midnight).TotalMinutes, (int)(gap.Last - Midnight).TotalMinutes));

    private void Put(string id, params (string Name, string[] Values)[] sets) => _table[id] = new CoverageItem(
        id, sets.ToDictionary(set => set.Name, set => (IReadOnlyList<string>)set.Values));
}
