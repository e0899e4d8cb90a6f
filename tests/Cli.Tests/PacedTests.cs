using ServerlessPipeline.Cli.Up;

namespace ServerlessPipeline.Cli.Tests;

public class PacedTests
{
    private readonly HandClock _clock = new();
    private long _changes;
    private int _reads;

    [Fact]
    public async Task What_has_not_changed_is_not_read_again()
    {
        var paced = Paced();

        for (var look = 0; look < 1000; look++)
        {
            await paced.ReadAsync(exact: false, TestContext.Current.CancellationToken);
            await paced.ReadAsync(exact: true, TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task Reading_takes_a_twentieth_of_the_time_at_most_while_everything_changes()
    {
        var paced = Paced(takes: TimeSpan.FromSeconds(2));

        var start = _clock.GetUtcNow();
        while (_clock.GetUtcNow() - start < TimeSpan.FromMinutes(10))
        {
            _changes++;
            await paced.ReadAsync(exact: false, TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.InRange(_reads, 10, 15);
    }

    [Fact]
    public async Task An_exact_value_is_read_whenever_something_has_changed()
    {
        var paced = Paced(takes: TimeSpan.FromSeconds(2));

        await paced.ReadAsync(exact: true, TestContext.Current.CancellationToken);
        _changes++;
        var old = await paced.ReadAsync(exact: false, TestContext.Current.CancellationToken);
        var exact = await paced.ReadAsync(exact: true, TestContext.Current.CancellationToken);

        Assert.Equal(("1", "2"), (old, exact));
    }

    private Paced<string> Paced(TimeSpan takes = default) => new(
        _ =>
        {
            _clock.Advance(takes);
            return Task.FromResult($"{++_reads}");
        },
        () => _changes,
        _clock);

    /// <summary>A clock that stands still until it is moved.</summary>
    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan by) => _now += by;
    }
}
