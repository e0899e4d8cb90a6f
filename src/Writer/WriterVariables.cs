namespace ServerlessPipeline.Writer;

/// <summary>The environment variables of the function; the CDK app sets them, <c>Program.cs</c> reads them.</summary>
internal static class WriterVariables
{
    public const string Table = "TABLE";
    public const string DeadLettersQueueUrl = "DEAD_LETTERS_QUEUE_URL";

    /// <summary>The rows queue's max receive count.</summary>
    public const string MaximumReceives = "MAXIMUM_RECEIVES";
}
