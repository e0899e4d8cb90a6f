namespace ServerlessPipeline.Bench.Functions;

/// <summary>One start of a function, in its parts.</summary>
internal sealed record ColdStart(TimeSpan Runtime, TimeSpan Initialization, TimeSpan Invocation, TimeSpan Processor)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public TimeSpan All => Runtime + Initialization + Invocation;

    public static async Task<ColdStart> MeasureAsync(Subject subject)
    {
        using var opened = new FirstOpen(subject.Program);
        await using var process = await FunctionProcess.StartAsync(subject.Settings);
        var initialized = await process.Initialized.WaitAsync(Patience, TimeProvider.System);
        var invocation = await process.InvokeAsync(subject.Event).WaitAsync(Patience, TimeProvider.System);
        var used = process.ProcessorTime;
        var program = await opened.At.WaitAsync(Patience, TimeProvider.System);
        return new ColdStart(
            TimeProvider.System.GetElapsedTime(process.Started, program),
            TimeProvider.System.GetElapsedTime(program, initialized),
            invocation,
            used);
    }
}
