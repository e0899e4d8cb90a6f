using System.Runtime.CompilerServices;

namespace ServerlessPipeline.Fuzz.Engine;

internal static class Rule
{
    /// <summary>No reader's message is longer, in characters, whatever the input holds.</summary>
    private const int LongestMessage = 1000;

    public static void Holds(bool condition, [CallerArgumentExpression(nameof(condition))] string rule = "")
    {
        if (!condition)
        {
            throw new RuleBrokenException($"does not hold: {rule}");
        }
    }

    /// <summary>A message about foreign text neither floods a log nor forges a line of it.</summary>
    public static void IsFitForALog(string message)
    {
        Holds(message.Length is > 0 and <= LongestMessage);
        Holds(!message.Any(char.IsControl));
    }
}
