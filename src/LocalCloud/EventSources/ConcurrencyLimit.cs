using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>
/// Places for invocations at once: five at first, one more for every fifth of a second in which all are taken (300 a minute),
/// up to the maximum, and five again when at most one is taken: the one of the batch that is being gathered.
/// Source: Lambda developer guide, "Configuring scaling behavior for SQS event source mappings".
/// </summary>
internal sealed class ConcurrencyLimit(int maximum, TimeProvider time)
{
    private static readonly TimeSpan GrowthInterval = TimeSpan.FromSeconds(60.0 / 300);

    private readonly int _initial = Math.Min(5, maximum);
    private readonly Lock _lock = new();
    private readonly Signal _released = new();
    private int _limit = Math.Min(5, maximum);
    private int _taken;

    public async Task TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var released = _released.Next;
            if (TryTake())
            {
                return;
            }

            if (!await Signal.WaitAsync(released, GrowthInterval, time, cancellation))
            {
                Grow();
            }
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _taken--;
            if (_taken <= 1)
            {
                _limit = _initial;
            }
        }

        _released.Raise();
    }

    private void Grow()
    {
        lock (_lock)
        {
            _limit = Math.Min(_limit + 1, maximum);
        }
    }

    private bool TryTake()
    {
        lock (_lock)
        {
            if (_taken >= _limit)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }
}
