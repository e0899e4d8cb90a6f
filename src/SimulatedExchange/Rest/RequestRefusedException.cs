namespace ServerlessPipeline.SimulatedExchange.Rest;

/// <summary>
/// An error answer with a body such as <c>{"code":-1121,"msg":"Invalid symbol."}</c>. Codes and messages are those of
/// Binance's error list (errors.md of its API documentation).
/// </summary>
internal sealed class RequestRefusedException(int status, int code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    /// <summary>In the exchange's seconds.</summary>
    public long? RetryAfterSeconds { get; init; }

    public static RequestRefusedException IllegalCharacters(string parameter, string legal) =>
        new(400, -1100, $"Illegal characters found in parameter '{parameter}'; legal range is '{legal}'.");

    public static RequestRefusedException Duplicate() => new(400, -1101, "Duplicate values for a parameter detected.");

    public static RequestRefusedException Missing(string parameter) =>
        new(400, -1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static RequestRefusedException Unread(int read, int sent) =>
        new(400, -1104, $"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'.");

    public static RequestRefusedException Empty(string parameter) =>
        new(400, -1105, $"Parameter '{parameter}' was empty.");

    public static RequestRefusedException InvalidInterval() => new(400, -1120, "Invalid interval.");

    public static RequestRefusedException InvalidSymbol() => new(400, -1121, "Invalid symbol.");

    public static RequestRefusedException InvalidData(string parameter) =>
        new(400, -1130, $"Data sent for parameter '{parameter}' is not valid.");

    public static RequestRefusedException TooMuchWeight(int limit, long retryAfterSeconds) =>
        new(429, -1003, $"Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
            + "Please use WebSocket Streams for live updates to avoid polling the API.")
        { RetryAfterSeconds = retryAfterSeconds };

    public static RequestRefusedException Banned(long untilMilliseconds, long retryAfterSeconds) =>
        new(418, -1003, $"Way too much request weight used; IP banned until {untilMilliseconds}. "
            + "Please use WebSocket Streams for live updates to avoid bans.")
        { RetryAfterSeconds = retryAfterSeconds };
}
