using ServerlessPipeline.MarketData;
using static System.FormattableString;

namespace ServerlessPipeline.Infra;

/// <summary>The settings of <c>cdk.json</c>, context keys <c>pipeline</c> and <c>stage</c>, validated.</summary>
internal sealed record PipelineSettings
{
    public required Stage Stage { get; init; }

    /// <summary>The exchange's REST interface.</summary>
    public required Uri ExchangeUrl { get; init; }

    /// <summary>Whether synthesis warns of a region from which the exchange's host refuses to answer.</summary>
    public required bool RegionGuard { get; init; }

    /// <summary>What the fetcher asks for, in the order of the rows of each minute file.</summary>
    public required IReadOnlyList<Symbol> Symbols { get; init; }

    /// <summary>How many minute files are let through; null for all.</summary>
    public required int? FileLimit { get; init; }

    /// <summary>How many rows of a file are sent, counted from its top; null for all.</summary>
    public required int? RowsPerFile { get; init; }

    /// <summary>How many days back the fetcher closes gaps; null for not at all.</summary>
    public required int? RepairDays { get; init; }

    /// <summary>Of the fetcher, such as <c>t3.micro</c>; x86-64, as the program is.</summary>
    public required string InstanceType { get; init; }
    public required FunctionSettings FanOut { get; init; }
    public required WriterSettings Writer { get; init; }
    public required RetentionSettings Retention { get; init; }

    /// <summary>Who hears of alarms; null for nobody.</summary>
    public required string? AlarmEmail { get; init; }

    // All slots are one item of PipelineState: a file takes data_1_min/dt=2026-02-02/1340.tsv#, which is 34 bytes, and a version
    // id, of 32. DynamoDB keeps 400 KB in an item, and takes a write unit for each KB of it with every claim, well or refused.
    private const int BytesOfSlot = 66;
    private const int MostSlots = 5_000;
    private const int BytesOfUnit = 1024;

    private static readonly string WhyNoMoreSlots =
        Invariant($"all slots are one item, of {BytesOfSlot} bytes a file; DynamoDB keeps 400 KB in one, which are {400 * BytesOfUnit / BytesOfSlot:N0} files, ")
        + Invariant($"and takes a write unit for each KB of it with every claim: {UnitsOfClaim(MostSlots):N0} of the 1,000 that an item has in a second");

    // A claim a minute, and a burst of them when a bucket is filled anew; a runaway caller finds an end here.
    private const int LeastStateWriteUnits = 100;

    /// <summary>The limit of the table <c>PipelineState</c>, in write units a second: at least two claims with all slots taken.</summary>
    public int StateWriteUnits => Math.Max(LeastStateWriteUnits, 2 * UnitsOfClaim(FileLimit ?? 0));

    /// <param name="pipeline">The value of the context key <c>pipeline</c>.</param>
    /// <param name="stage">The value of the context key <c>stage</c>.</param>
    /// <exception cref="SettingException">A setting is missing, unknown or out of range.</exception>
    public static PipelineSettings From(object? pipeline, object? stage)
    {
        var section = SettingSection.Root("pipeline", pipeline);
        var settings = new PipelineSettings
        {
            Stage = Stage.From(stage),
            ExchangeUrl = section.HttpsUrl("exchangeUrl"),
            RegionGuard = section.OneOf("regionGuard", "warn", "off") == "warn",
            Symbols = section.Symbols("symbols"),
            FileLimit = section.NumberOr("fileLimit", "unlimited", 1, MostSlots, WhyNoMoreSlots),
            RowsPerFile = section.NumberOr("rowsPerFile", "all", 1, 100_000),
            RepairDays = section.NumberOr("repairDays", "off", 1, 30),
            InstanceType = section.Section("fetcher", fetcher => fetcher.Matching(
                "instanceType", "^[a-z][a-z0-9-]*[.][a-z0-9-]+$", "an instance type such as t3.micro")),
            FanOut = section.Section("fanOut", FunctionSettings.From),
            Writer = section.Section("writer", WriterSettings.From),
            Retention = section.Section("retention", RetentionSettings.From),
            AlarmEmail = section.MatchingOr("alarmEmail", "none", "^[^@ ]+@[^@ ]+[.][^@ ]+$", "an e-mail address"),
        };
        section.RejectUnknown();
        return settings;
    }

    private static int UnitsOfClaim(int slots) => ((slots * BytesOfSlot) + BytesOfUnit) / BytesOfUnit;
}

/// <summary>The size of a function.</summary>
internal record FunctionSettings(int MemoryMegabytes, int TimeoutSeconds)
{
    public static FunctionSettings From(SettingSection section) => new(
        section.Number("memoryMegabytes", 128, 10_240),
        section.Number("timeoutSeconds", 1, 900));
}

/// <summary>The writer and its throttle.</summary>
/// <param name="Function">The function's size.</param>
/// <param name="BatchSize">Messages per invocation at most.</param>
/// <param name="BatchingWindowSeconds">How long a batch may gather.</param>
/// <param name="MaximumConcurrency">Invocations at once; AWS allows 2 to 1,000.</param>
/// <param name="MaximumReceives">After so many receives a message is a dead letter.</param>
/// <param name="MaximumWriteUnits">The table's own limit, in write units a second.</param>
internal sealed record WriterSettings(
    FunctionSettings Function,
    int BatchSize,
    int BatchingWindowSeconds,
    int MaximumConcurrency,
    int MaximumReceives,
    int MaximumWriteUnits)
{
    // A receive brings ten at most, so Lambda takes more only where it may wait for them.
    private const int BatchSizeOfOneReceive = 10;

    public static WriterSettings From(SettingSection section)
    {
        var settings = new WriterSettings(
            FunctionSettings.From(section),
            section.Number("batchSize", 1, 10_000),
            section.Number("batchingWindowSeconds", 0, 300),
            section.Number("maximumConcurrency", 2, 1_000),
            section.Number("maximumReceives", 1, 1_000),
            section.Number("maximumWriteUnits", 1, 40_000));
        if (settings is { BatchSize: > BatchSizeOfOneReceive, BatchingWindowSeconds: 0 })
        {
            throw section.Wrong("batchingWindowSeconds", $"must be at least 1 where batchSize is above {BatchSizeOfOneReceive}");
        }

        // An item takes one write unit. What a batch cannot store in its time comes back, and is a dead letter in the end.
        var items = (long)settings.MaximumConcurrency * settings.BatchSize;
        return items > settings.StoringSeconds * settings.MaximumWriteUnits
            ? throw section.Wrong(
                "maximumWriteUnits",
                Invariant($"is too low: {settings.MaximumConcurrency:N0} batches (maximumConcurrency) of {settings.BatchSize:N0} items (batchSize) ")
                + Invariant($"take {(items + settings.MaximumWriteUnits - 1) / settings.MaximumWriteUnits:N0} seconds, and the function has ")
                + Invariant($"{settings.StoringSeconds:0.##} of its {settings.Function.TimeoutSeconds} (timeoutSeconds) to store them"))
            : settings;
    }

    // The function keeps a second to end in, and up to three to hand over what it gives up.
    private double StoringSeconds => Function.TimeoutSeconds - 1 - Math.Min(3, (Function.TimeoutSeconds - 1) / 4.0);
}

/// <summary>How long things are kept, in days.</summary>
/// <param name="InfrequentAccessAfter">
/// When files of 128 KB and more move to cheaper storage (S3 leaves smaller ones where they are); null for never.
/// </param>
/// <param name="FilesExpireAfter">When minute files are deleted; null for never.</param>
/// <param name="OldVersionsExpireAfter">How long a file can be brought back that was deleted or replaced.</param>
/// <param name="Logs">Of the functions, the fetcher and the network.</param>
internal sealed record RetentionSettings(int? InfrequentAccessAfter, int? FilesExpireAfter, int OldVersionsExpireAfter, int Logs)
{
    public static RetentionSettings From(SettingSection section)
    {
        var retention = new RetentionSettings(
            // S3's own smallest number for this class.
            section.NumberOr("infrequentAccessAfterDays", "never", 30, 36_500),
            section.NumberOr("filesExpireAfterDays", "never", 1, 36_500),
            section.Number("oldVersionsExpireAfterDays", 1, 36_500),
            section.OneOf("logsDays", [.. LogGroups.RetentionDays.Keys]));
        return retention.FilesExpireAfter <= retention.InfrequentAccessAfter
            ? throw section.Wrong("filesExpireAfterDays", "must be later than infrequentAccessAfterDays, or 'never'")
            : retention;
    }
}
