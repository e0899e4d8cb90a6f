using ServerlessPipeline.Bench.Chain;

namespace ServerlessPipeline.Bench.Money;

/// <summary>Dollars for a million rows, from counted requests and measured durations.</summary>
internal sealed record Cost(decimal S3, decimal Sqs, decimal Lambda, decimal DynamoDb)
{
    private const double Million = 1_000_000;

    public decimal Total => S3 + Sqs + Lambda + DynamoDb;

    /// <param name="run">What was counted.</param>
    /// <param name="files">In the run; each was uploaded once.</param>
    /// <param name="memoryGigabytes">Of each function.</param>
    public static Cost Of(Run run, int files, double memoryGigabytes)
    {
        var times = Million / run.Rows;
        var requests = run.Requests;
        return new Cost(
            Prices.Put.Of(files * times) + Prices.Get.Of(requests.Gets * times),
            Prices.Sqs.Of((requests.Sends + requests.Receives + requests.Deletes) * times),
            Prices.Invocation.Of((run.FanOut.Number + run.Writer.Number) * times)
                + Prices.Duration.Of((run.FanOut.Total + run.Writer.Total).TotalSeconds * memoryGigabytes * times),
            // A batch costs what its items cost, each of them less than 1 KB; so does a claim.
            Prices.Write.Of((run.Rows + requests.Claims) * times));
    }
}
