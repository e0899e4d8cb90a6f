using Polly;
using Polly.Retry;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// How S3 and DynamoDB are asked: no call takes longer than a minute, whatever the service does with it. What must be done is asked
/// again, whatever the reason, without end, until it is cancelled: the files are safe here or in S3, and the operator can mend it;
/// giving up gains nothing.
/// </summary>
internal static class StorageRetry
{
    // A client's own timeout ends with the headers of an answer. It is our time, however fast a simulated market runs.
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    /// <summary>One call.</summary>
    public static ResiliencePipeline Once { get; } = new ResiliencePipelineBuilder().AddTimeout(LongestCall).Build();

    /// <param name="failure">What the log says of each failure.</param>
    public static ResiliencePipeline Build(TimeProvider time, JsonLog log, string failure)
    {
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is not null && !args.Context.CancellationToken.IsCancellationRequested),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(30),
                OnRetry = Warn,
            })
            .Build();

        ValueTask Warn(OnRetryArguments<object> args)
        {
            log.Warning(
                failure,
                ("error", args.Outcome.Exception?.Message),
                ("attempt", args.AttemptNumber + 1),
                ("delay_ms", (int)args.RetryDelay.TotalMilliseconds));
            return default;
        }
    }
}
