namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>Input was accepted, or refused, in a way that it must not be.</summary>
internal sealed class RuleBrokenException(string message) : Exception(message);
