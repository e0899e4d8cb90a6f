using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Infra;

/// <summary>The settings of <c>cdk.json</c>, context key <c>pipeline</c>, validated.</summary>
internal sealed record PipelineSettings
{
    /// <summary>What the fetcher asks for, in the order of the rows of each minute file.</summary>
    public required IReadOnlyList<Symbol> Symbols { get; init; }

    /// <summary>How many minute files are let through; null for all.</summary>
    public required int? FileLimit { get; init; }

    /// <summary>How many rows of a file are sent, counted from its top; null for all.</summary>
    public required int? RowsPerFile { get; init; }

    public required FunctionSettings FanOut { get; init; }
    public required WriterSettings Writer { get; init; }

    /// <exception cref="SettingException">A setting is missing, unknown or out of range.</exception>
    public static PipelineSettings From(object? context)
    {
        var section = SettingSection.Root("pipeline", context);
        var settings = new PipelineSettings
        {
            Symbols = section.Symbols("symbols"),
            FileLimit = section.NumberOr("fileLimit", "unlimited", 1, 10_000),
            RowsPerFile = section.NumberOr("rowsPerFile", "all", 1, 100_000),
            FanOut = section.Section("fanOut", FunctionSettings.From),
            Writer = section.Section("writer", WriterSettings.From),
        };
        section.RejectUnknown();
        return settings;
    }
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
    public static WriterSettings From(SettingSection section) => new(
        FunctionSettings.From(section),
        section.Number("batchSize", 1, 10_000),
        section.Number("batchingWindowSeconds", 0, 300),
        section.Number("maximumConcurrency", 2, 1_000),
        section.Number("maximumReceives", 1, 1_000),
        section.Number("maximumWriteUnits", 1, 40_000));
}
