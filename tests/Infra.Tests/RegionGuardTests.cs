using Amazon.CDK;
using Amazon.CDK.Assertions;
using Annotations = Amazon.CDK.Assertions.Annotations;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class RegionGuardTests
{
    [Theory]
    [InlineData("https://api.binance.com", "us-east-1", 1)]
    [InlineData("https://API.binance.com", "us-west-2", 1)]
    [InlineData("https://api.binance.com", "eu-central-1", 0)]
    [InlineData("https://api.binance.com", null, 0)]
    [InlineData("https://data-api.binance.vision", "us-east-1", 0)]
    public void A_region_that_the_host_refuses_is_warned_of(string exchange, string? region, int warnings)
    {
        var stack = new Stack(new App(), "Guarded");

        RegionGuard.Check(stack, new Uri(exchange), region);

        Assert.Equal(warnings, Annotations.FromStack(stack).FindWarning("*", Match.StringLikeRegexp("HTTP 451.*data-api")).Length);
    }
}
