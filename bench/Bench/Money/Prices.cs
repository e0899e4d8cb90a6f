namespace ServerlessPipeline.Bench.Money;

/// <summary>Of one service.</summary>
/// <param name="Dollars">For <paramref name="Units"/> of what is charged.</param>
internal sealed record Price(string Service, string Charged, decimal Dollars, decimal Units, string Source)
{
    public decimal Of(double amount) => Dollars * (decimal)amount / Units;
}

/// <summary>Public list prices of us-east-1, without free tiers and discounts.</summary>
internal static class Prices
{
    /// <summary>When they were so; they change seldom, and mostly downwards.</summary>
    public const string Date = "2025-10";

    public static readonly Price Put = new("S3", "PUT request", 0.005m, 1_000, "aws.amazon.com/s3/pricing");
    public static readonly Price Get = new("S3", "GET request", 0.0004m, 1_000, "aws.amazon.com/s3/pricing");
    public static readonly Price Sqs = new("SQS", "request to a standard queue, up to 64 KB", 0.40m, 1_000_000, "aws.amazon.com/sqs/pricing");
    public static readonly Price Invocation = new("Lambda", "invocation", 0.20m, 1_000_000, "aws.amazon.com/lambda/pricing");
    public static readonly Price Duration = new("Lambda", "GB-second, x86", 0.0000166667m, 1, "aws.amazon.com/lambda/pricing");
    public static readonly Price Write = new("DynamoDB", "write unit on demand: an item of up to 1 KB", 0.625m, 1_000_000, "aws.amazon.com/dynamodb/pricing/on-demand");

    public static IReadOnlyList<Price> All { get; } = [Put, Get, Sqs, Invocation, Duration, Write];
}
