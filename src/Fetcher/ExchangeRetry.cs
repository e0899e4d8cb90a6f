using Polly;
using Polly.Retry;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// How often a question to the exchange is asked again. Limits and bans are obeyed for as long as it takes, for they
/// concern us and not the question; other failures back off, in our time, for that is what networks heal in.
/// </summary>
internal static class ExchangeRetry
{
    /// <summary>Half a second, doubled up to 15 s: about a minute in all.</summary>
    public const int AboutAMinute = 8;

    public const int Endless = int.MaxValue;

    public static ResiliencePipeline Build(int attempts, TimeProvider time, double clockSpeed, JsonLog log) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = "limits",
                ShouldHandle = Of(BinanceErrorKind.RateLimited, BinanceErrorKind.Banned),
                MaxRetryAttempts = Endless,
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryAfter((BinanceException)args.Outcome.Exception!) / clockSpeed),
                OnRetry = args => Warn(args, log),
            })
            .AddRetry(new RetryStrategyOptions
            {
                Name = "failures",
                ShouldHandle = Of(
                    BinanceErrorKind.Unreachable, BinanceErrorKind.ServerError, BinanceErrorKind.MalformedAnswer),
                MaxRetryAttempts = attempts,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(15),
                OnRetry = args => Warn(args, log),
            })
            .Build();

    private static PredicateBuilder Of(params BinanceErrorKind[] kinds) =>
        (PredicateBuilder)new PredicateBuilder().Handle<BinanceException>(e => kinds.Contains(e.Kind));

    // Zero, or nothing, stands for the next minute; a whole one is sure to reach it. All in the exchange's time.
    private static TimeSpan RetryAfter(BinanceException e) =>
        e.RetryAfter is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.FromMinutes(1);

    private static ValueTask Warn(OnRetryArguments<object> args, JsonLog log)
    {
        log.Warning(
            "exchange call failed, trying again",
            ("error", args.Outcome.Exception?.Message),
            ("attempt", args.AttemptNumber + 1),
            ("delay_ms", (int)args.RetryDelay.TotalMilliseconds));
        return default;
    }
}
