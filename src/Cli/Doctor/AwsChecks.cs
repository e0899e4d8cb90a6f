using Amazon.Runtime;
using ServerlessPipeline.Infra;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>The account: who you are there, where, and whether the deployment is.</summary>
internal static class AwsChecks
{
    public static Check Region(Uri exchange) => new(
        "AWS region", _ => Task.FromResult(OfRegion(exchange, FallbackRegionFactory.GetRegionEndpoint()?.SystemName)));

    /// <summary>The cheapest call that is signed and reads no data.</summary>
    public static Check Credentials() => new("Credentials", token => AskedAsync(async () =>
    {
        using var clients = new AwsClients(local: null);
        await clients.DynamoDb.ListTablesAsync(new Amazon.DynamoDBv2.Model.ListTablesRequest { Limit = 1 }, token);
        return Finding.Ok("AWS takes them");
    }));

    public static Check Deployment(TargetChoice choice) => new("Deployment", token => AskedAsync(async () =>
    {
        using var target = Target.Open(choice);
        var table = (await target.Clients.DynamoDb.DescribeTableAsync(target.Outputs["ProcessedDataTable"], token)).Table;
        return Finding.Ok($"{table.TableArn} is {table.TableStatus}");
    }));

    internal static Finding OfRegion(Uri exchange, string? region) => region switch
    {
        null => Finding.Problem("none is set", "Set AWS_REGION, or the region of your profile ('aws configure')."),
        _ when RefusedRegions.Include(exchange, region) => Finding.Problem(
            $"{region}, which {exchange.Host} refuses (HTTP 451)",
            $"Set exchangeUrl in cdk.json to {BinanceClient.DefaultBaseAddress.ToString().TrimEnd('/')}, or choose another region."),
        _ => Finding.Ok($"{region}, which {exchange.Host} is not known to refuse"),
    };

    private static async Task<Finding> AskedAsync(Func<Task<Finding>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (ServiceErrors.Are(exception))
        {
            // The sentence says what to do as well.
            return new Finding(Verdict.Problem, ServiceErrors.Sentence(exception, local: null));
        }
    }
}
