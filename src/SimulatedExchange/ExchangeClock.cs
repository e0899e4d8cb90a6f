namespace ServerlessPipeline.SimulatedExchange;

/// <summary>
/// The exchange's time: begins at <paramref name="start"/>, runs <paramref name="speed"/> times as fast as the wall's.
/// </summary>
public sealed class ExchangeClock(TimeProvider wall, DateTimeOffset start, double speed)
{
    private readonly long _started = wall.GetTimestamp();

    public DateTimeOffset Now => start.ToUniversalTime() + (wall.GetElapsedTime(_started) * Speed);

    public double Speed { get; } = speed is > 0 and <= 1_000_000
        ? speed
        : throw new ArgumentOutOfRangeException(nameof(speed), speed, "A clock's speed is above 0, at most a million.");
}
