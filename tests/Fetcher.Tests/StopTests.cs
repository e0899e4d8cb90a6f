using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>A fetcher that is told to end.</summary>
public sealed class StopTests(LocalAws aws)
{
    [Fact]
    public async Task A_call_that_is_cut_off_by_the_end_is_no_failure_whatever_its_client_calls_it()
    {
        await using var scene = await Scene.OpenAsync(aws);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var wire = new Wire { Fault = call => HangAsync(reached, call.CancellationToken) };
        scene.DynamoDb = () => aws.DynamoDb(wire);
        var run = scene.Fetch("BTCUSDT", first: null, minutes: null);
        await scene.UntilAsync(() => reached.Task.IsCompleted);

        await scene.StopAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    /// <summary>The AWS SDK says of a call that is cancelled in the middle of its answer that it has timed out.</summary>
    private static async Task<HttpResponseMessage?> HangAsync(TaskCompletionSource reached, CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("The operation was canceled.", e);
        }

        return null;
    }
}
