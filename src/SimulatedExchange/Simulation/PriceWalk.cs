namespace ServerlessPipeline.SimulatedExchange.Simulation;

/// <summary>
/// A symbol's price at every second, as a factor of its level. The logarithm is anchored every 2^22 seconds (48.5 days)
/// at independent values, and between two anchors runs a Brownian bridge, built by halving: the middle of a stretch is
/// the mean of its ends plus noise that belongs to that second. So any second costs 22 hashes and no history, a run of
/// seconds shares nearly all of them, neighbours always meet, and the price wanders for weeks without drifting away.
/// </summary>
internal sealed class PriceWalk(SeededHash noise)
{
    private const int AnchorBits = 22;
    private const double DailyVolatility = 0.03;

    private static readonly double SecondVolatility = DailyVolatility / Math.Sqrt(24 * 60 * 60);

    /// <summary>Fills <paramref name="factors"/> with those of the seconds from <paramref name="first"/> on.</summary>
    public void Fill(long first, Span<double> factors)
    {
        for (var anchor = first >> AnchorBits; anchor << AnchorBits < first + factors.Length; anchor++)
        {
            Halve(anchor << AnchorBits, AnchorBits, AnchorAt(anchor), AnchorAt(anchor + 1), first, factors);
        }
    }

    private double AnchorAt(long anchor) => Spread(AnchorBits) * Gaussian(anchor << AnchorBits);

    private void Halve(long start, int bits, double left, double right, long first, Span<double> factors)
    {
        if (start + (1L << bits) <= first || start >= first + factors.Length)
        {
            return;
        }

        if (bits == 0)
        {
            factors[(int)(start - first)] = Exp(left);
            return;
        }

        var middle = start + (1L << (bits - 1));
        var value = ((left + right) / 2) + (Spread(bits) / 2 * Gaussian(middle));
        Halve(start, bits - 1, left, value, first, factors);
        Halve(middle, bits - 1, value, right, first, factors);
    }

    // A second is the middle of one stretch only, so its number alone names its noise.
    private double Gaussian(long second)
    {
        var bits = noise[second];
        var sum = SeededHash.Fraction(bits, 0) + SeededHash.Fraction(bits, 1)
            + SeededHash.Fraction(bits, 2) + SeededHash.Fraction(bits, 3);
        return (sum - 2) * Math.Sqrt(3);
    }

    private static double Spread(int bits) => SecondVolatility * Math.Sqrt(1L << bits);

    // Math.Exp may differ in its last digit between platforms; products do not.
    private static double Exp(double x)
    {
        var power = 1 + (x / 1024);
        for (var i = 0; i < 10; i++)
        {
            power *= power;
        }

        return power;
    }
}
