using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// Binance's public market data over REST, no key needed. Every failure but cancellation is a
/// <see cref="BinanceException"/>. Asks <paramref name="http"/>'s base address, or <see cref="DefaultBaseAddress"/>. Its timeout
/// is that of an answer's headers, and once more of its body.
/// </summary>
public sealed class BinanceClient(HttpClient http)
{
    public const int MaxKlines = 1000;

    /// <summary>In bytes, of an answer: the largest, of everything that is listed, takes a tenth.</summary>
    private const int MaxAnswerLength = 64 * 1024 * 1024;

    /// <summary>In characters, of what is wrong with an answer: it may quote from it.</summary>
    private const int LongestReason = 300;

    private int _usedWeight;

    /// <summary>The host for public data; api.binance.com refuses many countries with 451.</summary>
    public static Uri DefaultBaseAddress { get; } = new("https://data-api.binance.vision");

    /// <summary>Weight used in the running minute, as the latest answer announced it; 0 before the first.</summary>
    public int UsedWeight => Volatile.Read(ref _usedWeight);

    /// <summary>The exchange's clock. Weight 1.</summary>
    public async Task<DateTimeOffset> GetServerTimeAsync(CancellationToken cancellationToken) =>
        await GetAsync(
            "/api/v3/time",
            BinanceJson.Default.ServerTimePayload,
            payload => KlineMapping.ToTime(payload.ServerTime, "serverTime"),
            cancellationToken);

    /// <summary>
    /// One-minute candles, oldest first, that open within [<paramref name="start"/>, <paramref name="end"/>]: the first
    /// <paramref name="limit"/> of them with a start, the last without. The newest may be unfinished: a candle is
    /// closed when its close time is before the server's time. Weight 2.
    /// </summary>
    /// <param name="symbol">One symbol a call.</param>
    /// <param name="start">Null leaves the beginning open.</param>
    /// <param name="end">Null means now.</param>
    /// <param name="limit">1 to <see cref="MaxKlines"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Klines> GetKlinesAsync(
        Symbol symbol,
        DateTimeOffset? start,
        DateTimeOffset? end,
        int limit,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxKlines);
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v3/klines?symbol={Uri.EscapeDataString(symbol.ToString())}&interval=1m&limit={limit}")
            + (start is null ? "" : $"&startTime={start.Value.ToUnixTimeMilliseconds()}")
            + (end is null ? "" : $"&endTime={end.Value.ToUnixTimeMilliseconds()}");

        return await GetAsync(
            path,
            BinanceJson.Default.ListKlineElement,
            klines => klines.ToKlines(symbol),
            cancellationToken);
    }

    /// <summary>
    /// Everything that the exchange lists, and the limit of weight. Weight 20. For all symbols, since one that is not listed
    /// would fail a call that names it.
    /// </summary>
    public async Task<ExchangeInfo> GetExchangeInfoAsync(CancellationToken cancellationToken) =>
        await GetAsync(
            "/api/v3/exchangeInfo?showPermissionSets=false",
            BinanceJson.Default.ExchangeInfoPayload,
            payload => payload.ToExchangeInfo(),
            cancellationToken);

    /// <summary>One symbol's statistics over the last 24 hours. Weight 2.</summary>
    public async Task<Ticker24h> GetTicker24hAsync(Symbol symbol, CancellationToken cancellationToken) =>
        await GetAsync(
            $"/api/v3/ticker/24hr?symbol={Uri.EscapeDataString(symbol.ToString())}",
            BinanceJson.Default.Ticker24hPayload,
            payload => payload.ToTicker(),
            cancellationToken);

    private async Task<TResult> GetAsync<TPayload, TResult>(
        string path, JsonTypeInfo<TPayload> type, Func<TPayload, TResult> map, CancellationToken cancellationToken)
        where TPayload : class
    {
        using var response = await SendAsync(path, cancellationToken);
        var usedWeight = ReadUsedWeight(response);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The client's own timeout ends with the headers.
        patience.CancelAfter(http.Timeout);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerLength, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw BinanceErrors.From(
                    response, await response.Content.ReadAsByteArrayAsync(cancellationToken), usedWeight);
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return map(await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException("null"));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new BinanceException(
                BinanceErrorKind.MalformedAnswer, $"{path} brought an answer that cannot be used: {Excerpt.Of(e.Message, LongestReason)}", e)
            { UsedWeight = usedWeight };
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            throw new BinanceException(BinanceErrorKind.Unreachable, $"{path} broke off in its answer: {e.Message}", e)
            { UsedWeight = usedWeight };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetAsync(
                new Uri(http.BaseAddress ?? DefaultBaseAddress, path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            throw new BinanceException(BinanceErrorKind.Unreachable, $"{path} had no answer: {e.Message}", e);
        }
    }

    private static bool IsBroken(Exception e, CancellationToken cancellationToken) => e is HttpRequestException or IOException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private int? ReadUsedWeight(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("X-MBX-USED-WEIGHT-1M", out var values)
            || !int.TryParse(values.First(), out var weight))
        {
            return null;
        }

        Volatile.Write(ref _usedWeight, weight);
        return weight;
    }
}
