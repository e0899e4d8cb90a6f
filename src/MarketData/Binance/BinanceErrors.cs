using System.Net;
using System.Text.Json;

namespace ServerlessPipeline.MarketData.Binance;

/// <summary>From an answer that is not a success to a <see cref="BinanceException"/>.</summary>
internal static class BinanceErrors
{
    private const int TooManyRequests = -1003;
    private const int InvalidSymbol = -1121;

    /// <summary>In characters, of what the exchange says: more than its longest sentence.</summary>
    private const int LongestMessage = 300;

    public static BinanceException From(HttpResponseMessage response, ReadOnlySpan<byte> body, int? usedWeight)
    {
        var error = ReadBody(body);
        var kind = Kind(response.StatusCode, error?.Code);
        var uri = response.RequestMessage?.RequestUri;
        var message = response.StatusCode switch
        {
            HttpStatusCode.UnavailableForLegalReasons =>
                $"{uri?.Host} answered 451: it does not serve the country of this address. "
                + $"{BinanceClient.DefaultBaseAddress.Host} serves the public market data without a key; use that host.",
            HttpStatusCode.Forbidden =>
                $"{uri?.Host} answered 403: its firewall has taken the calls of this address for an attack. "
                + "It lets them through again after some minutes without any.",
            _ => $"{uri?.PathAndQuery} answered {(int)response.StatusCode}: "
                + (error is null ? "no error body" : $"{Excerpt.Of(error.Message, LongestMessage)} ({error.Code})"),
        };

        return new BinanceException(kind, message)
        {
            Code = error?.Code,
            RetryAfter = response.Headers.RetryAfter?.Delta,
            UsedWeight = usedWeight,
        };
    }

    private static BinanceErrorKind Kind(HttpStatusCode status, int? code) => ((int)status, code) switch
    {
        (418 or 403, _) => BinanceErrorKind.Banned,
        (429, _) or (_, TooManyRequests) => BinanceErrorKind.RateLimited,
        (451, _) => BinanceErrorKind.RestrictedLocation,
        (_, InvalidSymbol) => BinanceErrorKind.UnknownSymbol,
        ( >= 500, _) => BinanceErrorKind.ServerError,
        _ => BinanceErrorKind.Rejected,
    };

    // The firewall and the load balancers in front answer in HTML.
    private static ErrorPayload? ReadBody(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, BinanceJson.Default.ErrorPayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
