using Polly;
using Polly.Retry;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// How a question to the exchange is asked again, without end: whoever asks says when it is enough, by cancelling. Failures
/// back off, jittered; after a refusal, <see cref="Exchange"/> lets nothing through before it is time.
/// </summary>
internal static class ExchangeRetry
{
    // In our time, for that is what networks heal in; a simulated market that runs faster is asked faster.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(20);

    // The exchange's longest ban is three days.
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromDays(3);

    /// <param name="time">Ours.</param>
    /// <param name="clockSpeed">The exchange's.</param>
    /// <param name="isFinal">Of which failure asking again does not help.</param>
    /// <param name="log">Gets each failure.</param>
    /// <param name="metrics">Count them.</param>
    public static ResiliencePipeline Build(
        TimeProvider time, double clockSpeed, Func<BinanceException, bool> isFinal, JsonLog log, FetcherMetrics metrics)
    {
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<BinanceException>(e => !isFinal(e)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = Scaled(FirstDelay),
                MaxDelay = Scaled(LongestDelay),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    IsRefusal((BinanceException)args.Outcome.Exception!) ? TimeSpan.Zero : null),
                OnRetry = Warn,
            })
            .Build();

        TimeSpan Scaled(TimeSpan delay) => delay / clockSpeed > ShortestDelay ? delay / clockSpeed : ShortestDelay;

        ValueTask Warn(OnRetryArguments<object> args)
        {
            metrics.Retried();
            metrics.Beat();
            log.Warning(
                "exchange call failed, trying again",
                ("error", args.Outcome.Exception?.Message),
                ("attempt", args.AttemptNumber + 1),
                ("delay_ms", (int)args.RetryDelay.TotalMilliseconds));
            return default;
        }
    }

    /// <summary>Whether the exchange wants no questions at all for a while.</summary>
    public static bool IsRefusal(BinanceException e) =>
        e.Kind is BinanceErrorKind.RateLimited or BinanceErrorKind.Banned or BinanceErrorKind.RestrictedLocation;

    /// <summary>
    /// For how long, in the exchange's time. Zero, or nothing, stands for the next minute; a whole one is sure to reach it.
    /// </summary>
    public static TimeSpan RetryAfter(BinanceException e) =>
        e.RetryAfter is not { } wait || wait <= TimeSpan.Zero ? TimeSpan.FromMinutes(1)
        : wait < LongestRefusal ? wait : LongestRefusal;
}
