namespace ServerlessPipeline.LocalServices;

/// <summary>The machine's time, that leaps when it is told to: to a program beside it, it is as if that had been suspended.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private long _leapt;

    public void Leap(TimeSpan by) => Interlocked.Add(ref _leapt, (long)(by.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _leapt);
}
