namespace ServerlessPipeline.LocalCloud.Tests;

/// <summary>A clock that stands still until <see cref="Advance"/>, with timers.</summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait: a test that advances the clock past someone's wait first sees it wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>When the first timer is due.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.MinBy(t => t.Due)?.Due;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, and on the way runs the timers that fall due, each at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (Next(target) is { } timer)
        {
            timer.Callback(timer.State);
        }
    }

    private Timer? Next(DateTimeOffset target)
    {
        lock (_lock)
        {
            var timer = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            _now = timer is null ? target : timer.Due > _now ? timer.Due : _now;
            if (timer is { Period: var period } && period > TimeSpan.Zero)
            {
                timer.Due += period;
            }
            else if (timer is not null)
            {
                _timers.Remove(timer);
            }

            return timer;
        }
    }

    private sealed class Timer(FakeTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback { get; } = callback;
        public object? State { get; } = state;
        public DateTimeOffset Due { get; set; }
        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    Period = period;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
