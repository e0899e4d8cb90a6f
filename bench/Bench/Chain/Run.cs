namespace ServerlessPipeline.Bench.Chain;

/// <summary>Files that went through a chain: how long it took, what was asked of the services, what the functions took.</summary>
internal sealed record Run(long Rows, TimeSpan Time, Requests Requests, Invocations FanOut, Invocations Writer)
{
    public double RowsPerSecond => Rows / Time.TotalSeconds;

    public static Run operator +(Run one, Run other) => new(
        one.Rows + other.Rows,
        one.Time + other.Time,
        one.Requests + other.Requests,
        one.FanOut + other.FanOut,
        one.Writer + other.Writer);

    public static async Task<Run> OfAsync(LocalChain chain, int files, int symbols)
    {
        var before = chain.Requests;
        var (fanOut, writer) = (Invocations.Of(chain, chain.FanOut), Invocations.Of(chain, chain.Writer));
        var rows = chain.RowsSent;
        var time = await chain.RunAsync(files, symbols);
        return new Run(
            chain.RowsSent - rows,
            time,
            chain.Requests - before,
            Invocations.Of(chain, chain.FanOut) - fanOut,
            Invocations.Of(chain, chain.Writer) - writer);
    }
}
