using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

public sealed class MeasuredClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_reading_that_is_far_off_is_not_believed_alone()
    {
        var clock = new MeasuredClock(_time, speed: 1);
        await MeasureAsync(clock, Noon);

        var set = await MeasureAsync(clock, Noon.AddYears(7000), Noon.AddSeconds(1));

        Assert.False(set);
        Assert.Equal(Noon, clock.Now);
    }

    [Fact]
    public async Task A_clock_that_was_set_anew_is_followed()
    {
        var clock = new MeasuredClock(_time, speed: 1);
        await MeasureAsync(clock, Noon);

        var set = await MeasureAsync(clock, Noon.AddHours(-2), Noon.AddHours(-2));

        Assert.True(set);
        Assert.Equal(Noon.AddHours(-2), clock.Now);
    }

    [Fact]
    public async Task A_reading_that_agrees_is_taken_at_once()
    {
        var clock = new MeasuredClock(_time, speed: 1);
        await MeasureAsync(clock, Noon);
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(await MeasureAsync(clock, Noon.AddMinutes(10).AddSeconds(2)));

        Assert.Equal(Noon.AddMinutes(10).AddSeconds(2), clock.Now);
    }

    private static Task<bool> MeasureAsync(MeasuredClock clock, params DateTimeOffset[] readings)
    {
        var next = 0;
        return clock.MeasureAsync(_ => Task.FromResult(readings[next++]), TestContext.Current.CancellationToken);
    }
}
