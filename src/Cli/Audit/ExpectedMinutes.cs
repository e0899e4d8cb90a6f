namespace ServerlessPipeline.Cli.Audit;

/// <summary>The minutes that the table should have of a symbol.</summary>
/// <param name="From">The first one.</param>
/// <param name="To">The minute after the last.</param>
internal sealed record ExpectedMinutes(DateTimeOffset From, DateTimeOffset To)
{
    public static ExpectedMinutes None { get; } = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>These of them alone; null for all.</summary>
    public SymbolMinutes? Only { get; init; }

    /// <summary>Those that the exchange itself does not have; null for none.</summary>
    public SymbolMinutes? Holes { get; init; }

    /// <summary>From the first minute that is there to the last.</summary>
    public static ExpectedMinutes Between(SymbolMinutes there) => there.Count == 0 ? None : new(there.First, there.Last.AddMinutes(1));

    /// <summary>The runs of those that are not there, in order.</summary>
    public IEnumerable<MinuteRun> Missing(SymbolMinutes there)
    {
        if (From >= To || there.Within(From, To) == (To - From).Ticks / TimeSpan.TicksPerMinute)
        {
            yield break;
        }

        DateTimeOffset? first = null;
        for (var minute = From; minute < To; minute = minute.AddMinutes(1))
        {
            if (!there.Has(minute) && Only?.Has(minute) != false && Holes?.Has(minute) != true)
            {
                first ??= minute;
            }
            else if (first is { } start)
            {
                yield return new MinuteRun(start, minute.AddMinutes(-1));
                first = null;
            }
        }

        if (first is { } last)
        {
            yield return new MinuteRun(last, To.AddMinutes(-1));
        }
    }
}
