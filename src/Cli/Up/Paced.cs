namespace ServerlessPipeline.Cli.Up;

/// <summary>
/// A value that is read anew only when something has changed, and so seldom that reading it takes a twentieth of the time at most:
/// what it costs does not grow with how much there is to read.
/// </summary>
/// <param name="read">Reads it.</param>
/// <param name="changes">A number that is another one after each change.</param>
internal sealed class Paced<T>(Func<CancellationToken, Task<T>> read, Func<long> changes, TimeProvider time)
    where T : class
{
    private const int Share = 20;

    private T? _value;
    private long _changes;
    private long _readAt;
    private TimeSpan _took;

    /// <param name="exact">False where a value may be returned that has changed meanwhile.</param>
    public async Task<T> ReadAsync(bool exact, CancellationToken cancellationToken)
    {
        // Asked first: what changes while it is read is read the next time.
        var now = changes();
        if (_value is not null && (now == _changes || (!exact && time.GetElapsedTime(_readAt) < _took * Share)))
        {
            return _value;
        }

        var started = time.GetTimestamp();
        _value = await read(cancellationToken);
        (_changes, _readAt, _took) = (now, time.GetTimestamp(), time.GetElapsedTime(started));
        return _value;
    }
}
