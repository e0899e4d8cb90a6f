namespace ServerlessPipeline.Bench.Report;

/// <summary>What a measurement is held to.</summary>
/// <param name="Says">What is compared with what.</param>
/// <param name="Measured">In the same unit as the limit.</param>
/// <param name="Limit">The last value that is good.</param>
/// <param name="AtLeast">Whether more is better.</param>
internal sealed record Target(string Says, double Measured, double Limit, bool AtLeast = false)
{
    public bool IsMet => AtLeast ? Measured >= Limit : Measured <= Limit;
}
