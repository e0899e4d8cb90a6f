namespace ServerlessPipeline.MarketData;

/// <summary>The names of the row messages' SQS attributes.</summary>
public static class MessageAttributes
{
    public const string Symbol = "symbol";
}
