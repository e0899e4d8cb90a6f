namespace ServerlessPipeline.Cli.Doctor;

/// <summary>One thing to look at.</summary>
internal sealed record Check(string Name, Func<CancellationToken, Task<Finding>> Run);

/// <summary>Runs checks side by side; none may hang, and whatever goes wrong in one is its finding.</summary>
internal static class Checkup
{
    /// <param name="patience">For each check.</param>
    /// <returns>In the order of the checks.</returns>
    public static async Task<IReadOnlyList<NamedFinding>> RunAsync(
        IReadOnlyList<Check> checks, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.WhenAll(checks.Select(check => RunAsync(check, patience, time, cancellationToken)));

    private static async Task<NamedFinding> RunAsync(Check check, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var finding = await FindAsync(check, patience, time, cancellationToken);
        return new NamedFinding(check.Name, finding.Verdict, finding.Text, finding.Cure);
    }

    private static async Task<Finding> FindAsync(Check check, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
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
            return Finding.Problem($"no answer within {patience.TotalSeconds:0} seconds", "See what keeps it (network, proxy, load), or give it longer: --timeout SECONDS.");
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
