namespace ServerlessPipeline.Infra;

/// <summary>Regions in which the exchange's host answers nothing but refusals.</summary>
internal static class RefusedRegions
{
    /// <summary>
    /// Hosts that answer 451 to addresses of some countries, with the regions there. Source: the exchange's terms and the
    /// reports of users; https://data-api.binance.vision serves the public data everywhere.
    /// </summary>
    private static readonly Dictionary<string, string[]> Prefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["api.binance.com"] = ["us-"],
    };

    public static bool Include(Uri exchange, string region) =>
        Prefixes.GetValueOrDefault(exchange.Host, []).Any(prefix => region.StartsWith(prefix, StringComparison.Ordinal));
}
