using Polly;
using Polly.Retry;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>How often a question to the archive or the exchange is asked again: limits are obeyed, failures back off.</summary>
internal static class SourceRetry
{
    /// <summary>Longer than this nobody wants to watch; running the command again goes on where it ended.</summary>
    private static readonly TimeSpan LongestBan = TimeSpan.FromMinutes(5);

    public static ResiliencePipeline Build(TimeProvider time, BackfillProgress progress) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<BinanceException>(exception =>
                    exception.Kind is BinanceErrorKind.RateLimited or BinanceErrorKind.Banned && Wait(exception) <= LongestBan),
                MaxRetryAttempts = int.MaxValue,
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Wait((BinanceException)args.Outcome.Exception!)),
                OnRetry = args =>
                {
                    progress.Note($"The exchange asks for a pause of {args.RetryDelay.TotalSeconds:0} s.");
                    return default;
                },
            })
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<HttpRequestException>(exception => exception.StatusCode is null || (int)exception.StatusCode >= 500)
                    .Handle<TimeoutException>()
                    .Handle<TaskCanceledException>(exception => exception.InnerException is TimeoutException)
                    .Handle<BinanceException>(exception => exception.Kind
                        is BinanceErrorKind.Unreachable or BinanceErrorKind.ServerError or BinanceErrorKind.MalformedAnswer),
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(0.5),
            })
            .Build();

    // Zero, or nothing, stands for the next minute; a whole one is sure to reach it.
    private static TimeSpan Wait(BinanceException exception) =>
        exception.RetryAfter is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.FromMinutes(1);
}
