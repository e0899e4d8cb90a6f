namespace ServerlessPipeline.SimulatedExchange.Simulation;

/// <summary>
/// 64 well-mixed bits for (seed, key), the same on every machine and in every version: SplitMix64's output function
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal readonly struct SeededHash(ulong seed)
{
    public ulong this[long key] => Mix(Mix(seed) + (unchecked((ulong)key) * 0x9E3779B97F4A7C15));

    /// <summary>A seed for one purpose of one name, such as the prices of a symbol.</summary>
    public static SeededHash For(long seed, string name, string purpose)
    {
        var state = unchecked((ulong)seed);
        foreach (var c in $"{name}/{purpose}")
        {
            state = Mix(state + c);
        }

        return new SeededHash(state);
    }

    /// <summary>Part <paramref name="index"/> (0 to 3) of <paramref name="bits"/> as a number in [0, 1).</summary>
    public static double Fraction(ulong bits, int index) => ((bits >> (16 * index)) & 0xFFFF) / 65536.0;

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
