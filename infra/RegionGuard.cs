using Amazon.CDK;
using Constructs;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Infra;

/// <summary>Warns, before anything is deployed, of a region in which the fetcher would get nothing but refusals.</summary>
internal static class RegionGuard
{
    /// <param name="scope">Gets the warning.</param>
    /// <param name="exchange">The exchange's address.</param>
    /// <param name="region">As the CDK command found it; null or a token where it is not known at synthesis.</param>
    public static void Check(Construct scope, Uri exchange, string? region)
    {
        if (region is null || !RefusedRegions.Include(exchange, region))
        {
            return;
        }

        Annotations.Of(scope).AddWarningV2(
            "serverless-pipeline:refused-region",
            $"{exchange.Host} is known to refuse requests from {region} (HTTP 451): the fetcher would get no data. "
            + $"Set pipeline.exchangeUrl to {BinanceClient.DefaultBaseAddress}, or choose another region.");
    }
}
