using System.Globalization;
using System.Security.Cryptography;

namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>What all inputs of a run follow from.</summary>
internal static class Seed
{
    public const string Variable = "FUZZ_SEED";

    public static long New() => RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Null where none is given.</summary>
    public static long? OfEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The source of one input: it can be made again without those before it.</summary>
    public static Random Of(long seed, long index)
    {
        // SplitMix64, so that neighbours differ in every bit.
        var mixed = (ulong)seed + ((ulong)index * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(mixed ^ (mixed >> 31)));
    }
}
