namespace ServerlessPipeline.Cli.Doctor;

/// <summary>One thing to look at.</summary>
internal sealed record Check(string Name, Func<CancellationToken, Task<Finding>> Run);

/// <summary>Runs checks side by side; none may hang, and whatever goes wrong in one is its finding.</summary>
internal static class Checkup
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>In the order of the checks.</returns>
    public static async Task<IReadOnlyList<NamedFinding>> RunAsync(
        IReadOnlyList<Check> checks, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.WhenAll(checks.Select(check => RunAsync(check, time, cancellationToken)));

    private static async Task<NamedFinding> RunAsync(Check check, TimeProvider time, CancellationToken cancellationToken)
    {
        var finding = await FindAsync(check, time, cancellationToken);
        return new NamedFinding(check.Name, finding.Verdict, finding.Text, finding.Cure);
    }

    private static async Task<Finding> FindAsync(Check check, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // On a thread of its own, and not waited for any longer: some calls, such as a search for credentials, block.
            return await Task.Run(() => check.Run(either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return Finding.Problem($"no answer within {Patience.TotalSeconds:0} seconds", "See what keeps it (network, proxy, load), and look again.");
        }
        catch (CommandException exception)
        {
            return new Finding(Verdict.Problem, exception.Message);
        }
        catch (Exception exception)
        {
            // Its sentence is all that helps; a doctor must not fall ill of what it finds.
            return new Finding(Verdict.Problem, exception.Message.ReplaceLineEndings(" "));
        }
    }
}
