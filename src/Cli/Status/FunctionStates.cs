using Amazon.Lambda.Model;

namespace ServerlessPipeline.Cli.Status;

/// <summary>What Lambda says of the functions themselves.</summary>
internal sealed class FunctionStates(Target target)
{
    /// <summary>Null where it cannot be known: who may look at the data need not have the right to look at functions.</summary>
    public async Task<IReadOnlyList<FunctionLook>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAll(target.Outputs.Functions
                .OrderBy(function => function.Key, StringComparer.Ordinal)
                .Select(function => ReadAsync(function.Key, function.Value, cancellationToken)));
        }
        catch (Exception exception) when (ServiceErrors.Are(exception))
        {
            return null;
        }
    }

    private async Task<FunctionLook> ReadAsync(string name, string function, CancellationToken cancellationToken)
    {
        var response = await target.Clients.Lambda.GetFunctionAsync(new GetFunctionRequest { FunctionName = function }, cancellationToken);
        var configuration = response.Configuration;
        return new FunctionLook(
            name,
            configuration.State?.Value ?? "unknown",
            configuration.LastUpdateStatus?.Value ?? "unknown",
            configuration.StateReason ?? configuration.LastUpdateStatusReason,
            response.Concurrency?.ReservedConcurrentExecutions);
    }
}
