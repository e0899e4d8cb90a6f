using Polly;
using Polly.Retry;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// How S3 and DynamoDB are asked again: whatever the reason, without end, until it is cancelled. The files are safe here, and
/// the operator can mend it; giving up gains nothing.
/// </summary>
internal static class StorageRetry
{
    public static ResiliencePipeline Build(TimeProvider time, JsonLog log)
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
                "upload failed, trying again",
                ("error", args.Outcome.Exception?.Message),
                ("attempt", args.AttemptNumber + 1),
                ("delay_ms", (int)args.RetryDelay.TotalMilliseconds));
            return default;
        }
    }
}
