using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>The exchange, and this machine's clock beside its.</summary>
internal static class ExchangeChecks
{
    // Two of these are within a check's time.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(5);

    /// <summary>From here on AWS refuses signatures.</summary>
    private static readonly TimeSpan TooFar = TimeSpan.FromMinutes(5);

    public static Check Reachable(Uri exchange, TimeProvider time) => new("Exchange", async token =>
    {
        try
        {
            var (_, trip) = await AskAsync(exchange, time, token);
            return Finding.Ok($"{exchange.Host} answers within {trip.TotalMilliseconds:0} ms");
        }
        catch (Exception exception) when (HasFailed(exception))
        {
            return OfFailure(exchange, exception);
        }
    });

    /// <param name="exchange">Asked first.</param>
    /// <param name="otherwise">Whoever else has a clock; the header Date of its answer is good to a second.</param>
    public static Check Clock(Uri exchange, Uri otherwise, TimeProvider time) => new("Clock", async token =>
    {
        try
        {
            return OfSkew((await AskAsync(exchange, time, token)).Ahead, exchange.Host);
        }
        catch (Exception exception) when (HasFailed(exception))
        {
            return await OfDateAsync(otherwise, time, token);
        }
    });

    /// <param name="ahead">By how much this machine's clock is ahead.</param>
    internal static Finding OfSkew(TimeSpan ahead, string host)
    {
        var off = ahead.Duration();
        var text = $"{off.TotalSeconds:0.0} s {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} {host}";
        return off < Noticeable ? Finding.Ok(text)
            : off < TooFar ? Finding.Warning(text, "Ages that are shown are off by as much: set the clock (NTP).")
            : Finding.Problem(text, "AWS refuses what is signed at another time: set the clock (NTP).");
    }

    internal static Finding OfFailure(Uri exchange, Exception exception) => exception is BinanceException { Kind: BinanceErrorKind.RestrictedLocation }
        ? Finding.Problem(
            $"{exchange.Host} refuses this location (HTTP 451)", $"Set exchangeUrl in cdk.json to {BinanceClient.DefaultBaseAddress.ToString().TrimEnd('/')}.")
        : Finding.Warning(
            $"{exchange.Host} does not answer here: {(exception is OperationCanceledException ? $"nothing within {AnswerWithin.TotalSeconds:0} s" : exception.Message.ReplaceLineEndings(" "))}",
            "'pipeline up' runs a simulated market instead; for the live one see to the network, a proxy, or exchangeUrl in cdk.json.");

    private static async Task<(TimeSpan Ahead, TimeSpan Trip)> AskAsync(Uri exchange, TimeProvider time, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = exchange, Timeout = AnswerWithin };
        // Opens the connection, so that the next answer takes a trip and no more.
        using var ping = await http.GetAsync(new Uri("/api/v3/ping", UriKind.Relative), cancellationToken);
        var started = time.GetTimestamp();
        var theirs = await new BinanceClient(http).GetServerTimeAsync(cancellationToken);
        var trip = time.GetElapsedTime(started);
        return (time.GetUtcNow() - (trip / 2) - theirs, trip);
    }

    private static bool HasFailed(Exception exception) => exception is BinanceException or HttpRequestException or OperationCanceledException;

    private static async Task<Finding> OfDateAsync(Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = AnswerWithin };
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.Headers.Date is { } date)
            {
                return OfSkew(time.GetUtcNow() - date, url.Host);
            }
        }
        catch (Exception exception) when (HasFailed(exception))
        {
            // As with an answer that has no date.
        }

        return Finding.Warning($"neither {url.Host} nor the exchange says what time it is", "See to the network; for the local run alone it does not matter.");
    }
}
