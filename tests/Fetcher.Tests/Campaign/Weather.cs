using System.Collections.Concurrent;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>What is the matter for a while.</summary>
internal enum Front
{
    None,
    ExchangeHangs,
    ExchangeBans,
    ClockReadingsLate,
    ClockLeaps,
    StoreHangs,
    StoreAway,
    TableHangs,
    TableAway,
    CredentialsGone,
    CredentialsHang,
    CredentialsOver,
    ClockSkewed,
    AllHang,
    DiskFull,
    MachineStops,
}

/// <summary>The seeded weather that the services around the fetchers ask for each request.</summary>
internal sealed class Weather(int seed)
{
    private readonly Random _random = new(seed);
    private volatile Front _front;
    private volatile TaskCompletionSource _passed = Passed();

    /// <summary>While it is not set, everything goes well.</summary>
    public bool Bad { get; set; } = true;

    public Front Front => Bad ? _front : Front.None;

    /// <summary>How often each fault was done, or each front came.</summary>
    public ConcurrentDictionary<string, int> Faults { get; } = new();

    /// <summary>All kinds in a seeded order, again and again in another.</summary>
    public IEnumerable<Front> Fronts()
    {
        while (true)
        {
            var deck = Enum.GetValues<Front>().Where(front => front != Front.None).ToArray();
            lock (_random)
            {
                _random.Shuffle(deck);
            }

            foreach (var front in deck)
            {
                yield return front;
            }
        }
    }

    public void Begin(Front front)
    {
        Note($"front: {front}");
        _passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _front = front;
    }

    public void End()
    {
        _front = Front.None;
        _passed.TrySetResult();
    }

    /// <summary>From 0 to 1.</summary>
    public double Next()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    public int Next(int below)
    {
        lock (_random)
        {
            return _random.Next(below);
        }
    }

    public void Note(string fault) => Faults.AddOrUpdate(fault, 1, (_, count) => count + 1);

    /// <summary>Holds a request until the front has passed; half of them for good, for their connection is dead.</summary>
    public async Task HeldAsync(CancellationToken cancellationToken)
    {
        var passed = _passed.Task;
        await (Next() < 0.5 ? passed : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)).WaitAsync(cancellationToken);
    }

    public ServiceFault OfStore() => Of("S3", Front switch
    {
        Front.StoreHangs or Front.AllHang => ServiceFault.Hang,
        Front.StoreAway => ServiceFault.Before,
        Front.ClockSkewed => ServiceFault.Skewed,
        Front.CredentialsOver => ServiceFault.Expired,
        _ => Some(),
    });

    public ServiceFault OfTable() => Of("DynamoDB", Front switch
    {
        Front.TableHangs or Front.AllHang => ServiceFault.Hang,
        Front.TableAway => ServiceFault.Before,
        Front.ClockSkewed => ServiceFault.Skewed,
        Front.CredentialsOver => ServiceFault.Expired,
        _ => Some(),
    });

    public ServiceFault OfCredentials() => Of("credentials", Front switch
    {
        Front.CredentialsHang or Front.AllHang => ServiceFault.Hang,
        Front.CredentialsGone => ServiceFault.Before,
        _ => ServiceFault.None,
    });

    private ServiceFault Some() => !Bad ? ServiceFault.None : Next(100) switch { < 3 => ServiceFault.Before, < 6 => ServiceFault.After, _ => ServiceFault.None };

    private ServiceFault Of(string service, ServiceFault fault)
    {
        if (fault != ServiceFault.None)
        {
            Note($"{service}: {fault}");
        }

        return fault;
    }

    private static TaskCompletionSource Passed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
