using System.Diagnostics;

namespace ServerlessPipeline.EndToEnd;

internal static class Eventually
{
    /// <summary>Far beyond what any of it takes: a machine may have thirty other things to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until the answer is right; fails with the last answer when the time is over.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> right, TimeSpan? within = null)
    {
        var deadline = within ?? Patience;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (right(answer))
            {
                return answer;
            }

            if (watch.Elapsed > deadline)
            {
                Assert.Fail($"Not within {deadline.TotalSeconds:0} s; the last answer was {answer}.");
            }

            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> ask, TimeSpan? within = null) => GetAsync(ask, answer => answer, within);
}
