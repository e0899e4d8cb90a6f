namespace ServerlessPipeline.Writer;

/// <summary>The environment variables of the function; the CDK app sets them, <c>Program.cs</c> reads them.</summary>
internal static class WriterVariables
{
    public const string Table = "TABLE";
}
