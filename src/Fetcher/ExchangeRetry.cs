using Polly;
using Polly.Retry;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// How a question to the exchange is asked again, without end: whoever asks says when it is enough, by cancelling. Limits and
/// bans are waited out before the next try; other failures back off, jittered.
/// </summary>
internal static class ExchangeRetry
{
    // In our time, for that is what networks heal in; a simulated market that runs faster is asked faster.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(20);

    public static ResiliencePipeline Build(TimeProvider time, double clockSpeed, JsonLog log, FetcherMetrics metrics)
    {
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = "limits",
                ShouldHandle = Of(BinanceErrorKind.RateLimited, BinanceErrorKind.Banned),
                MaxRetryAttempts = int.MaxValue,
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryAfter((BinanceException)args.Outcome.Exception!) / clockSpeed),
                OnRetry = Warn,
            })
            .AddRetry(new RetryStrategyOptions
            {
                Name = "failures",
                ShouldHandle = Of(
                    BinanceErrorKind.Unreachable, BinanceErrorKind.ServerError, BinanceErrorKind.MalformedAnswer),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = Scaled(FirstDelay),
                MaxDelay = Scaled(LongestDelay),
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

    // Zero, or nothing, stands for the next minute; a whole one is sure to reach it. All in the exchange's time.
    public static TimeSpan RetryAfter(BinanceException e) =>
        e.RetryAfter is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.FromMinutes(1);

    private static PredicateBuilder Of(params BinanceErrorKind[] kinds) =>
        (PredicateBuilder)new PredicateBuilder().Handle<BinanceException>(e => kinds.Contains(e.Kind));
}
