namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>What a campaign is made of.</summary>
internal sealed record CampaignOptions
{
    /// <summary>How many minute files are let through; the market goes on until there are a few more.</summary>
    public required int Minutes { get; init; }

    public int Symbols { get; init; } = 20;

    /// <summary>
    /// Decides the market, and each choice of a fault in its order. What those faults meet depends on the machine's timing too.
    /// </summary>
    public required int Seed { get; init; }

    /// <summary>Minutes of the exchange in one of ours.</summary>
    public double Speed { get; init; } = 90 / Math.Clamp(MachineLoad.Slowness / 2, 1, 4);

    /// <summary>The functions' timeout, in seconds. On a busy machine the same work takes longer.</summary>
    public int FunctionSeconds { get; init; } = (int)Math.Ceiling(4 * Math.Clamp(MachineLoad.Slowness / 2, 1, 5));

    /// <summary>After which a message is a dead letter; in a storm five are not many.</summary>
    public int MaximumReceives { get; init; } = 20;

    /// <summary>Which faults there are, and how often.</summary>
    public FaultRates Rates { get; init; } = new();

    /// <summary>On the average, from one kill to the next; null for none.</summary>
    public TimeSpan? BetweenKills { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Whether the exchange's clock leaps ahead of the fetcher's at times.</summary>
    public bool ClockLeaps { get; init; } = true;

    /// <summary>Whether symbols halt, are delisted and are listed.</summary>
    public bool Listings { get; init; } = true;

    /// <summary>Changes a copy of the synthesized cloud assembly; null for nothing.</summary>
    public Func<string, Task>? Change { get; init; }

    /// <summary>How long the run may take to be quiet after the storm; far beyond what it needs.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>How many of a thousand requests, notifications or messages meet each fault.</summary>
internal sealed record FaultRates
{
    public static readonly FaultRates None = new()
    {
        ServerError = 0,
        Throttling = 0,
        Latency = 0,
        Timeout = 0,
        CutBefore = 0,
        CutAfter = 0,
        Truncated = 0,
        Partial = 0,
        NotificationTwice = 0,
        NotificationLate = 0,
        Redelivery = 0,
        Fronts = false,
    };

    /// <summary>The one operation whose requests meet them; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>500 and 503.</summary>
    public int ServerError { get; init; } = 50;

    /// <summary>In the service's own words.</summary>
    public int Throttling { get; init; } = 50;

    /// <summary>Up to 0.3 s.</summary>
    public int Latency { get; init; } = 300;

    /// <summary>Longer than the function may run.</summary>
    public int Timeout { get; init; } = 3;

    /// <summary>The connection ends, and nothing has happened.</summary>
    public int CutBefore { get; init; } = 40;

    /// <summary>The connection ends without an answer, and it has happened.</summary>
    public int CutAfter { get; init; } = 40;

    /// <summary>Half of the answer.</summary>
    public int Truncated { get; init; } = 30;

    /// <summary>Of batches, beside the others: a part is not done, or done and said not to be.</summary>
    public int Partial { get; init; } = 300;
    public int NotificationTwice { get; init; } = 300;

    /// <summary>Up to 3 s, so that later ones come first.</summary>
    public int NotificationLate { get; init; } = 400;

    /// <summary>Whether there is weather that lasts, of <see cref="Campaign.Fronts"/>.</summary>
    public bool Fronts { get; init; } = true;

    /// <summary>Of messages: visible again while a function has them.</summary>
    public int Redelivery { get; init; } = 100;
}
