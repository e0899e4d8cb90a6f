using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Invoke;

/// <summary>One function, in AWS or in the local run.</summary>
/// <param name="function">The function's whole name.</param>
/// <param name="local">The local run; null for AWS.</param>
internal sealed class InvokeTarget(string function, LocalTarget? local)
{
    // Longer than any function may run.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(16);

    /// <exception cref="CommandException">The outputs do not say which function that is.</exception>
    public static InvokeTarget Of(InvokeOptions options)
    {
        var path = options.Outputs ?? DeploymentOutputs.PathIn(options.Data ?? Repository.Find().LocalData);
        return new InvokeTarget(
            Name(options.Function, DeploymentOutputs.Read(path).Functions),
            options.Outputs is null ? LocalTarget.Of(options.Port, options.Data) : null);
    }

    /// <exception cref="CommandException">Lambda did not run the function.</exception>
    public async Task<InvokeResult> InvokeAsync(byte[] payload, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            using var lambda = Client();
            using var stream = new MemoryStream(payload);
            var response = await lambda.InvokeAsync(
                new InvokeRequest { FunctionName = function, LogType = LogType.Tail, PayloadStream = stream }, cancellationToken);
            return Result(response, time.GetElapsedTime(started));
        }
        catch (HttpRequestException exception) when (local is not null)
        {
            throw new CommandException(
                $"No local run answers at {local.Endpoint.ToString().TrimEnd('/')}: start it with 'pipeline up', or give its --port.", exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new CommandException($"Lambda did not run {function}: {exception.Message}", exception);
        }
    }

    private static string Name(string wanted, IReadOnlyDictionary<string, string> functions) =>
        functions.TryGetValue(wanted, out var name) ? name
        : functions.Values.Contains(wanted) ? wanted
        : throw new CommandException(
            $"There is no function '{wanted}': {string.Join(" and ", functions.Keys.Order(StringComparer.Ordinal))} are deployed.");

    // An event is sent once: a retry would run the function again, and the user sees what the first run came to.
    private AmazonLambdaClient Client() => local is null
        ? new AmazonLambdaClient(new AmazonLambdaConfig { MaxErrorRetry = 0, Timeout = Timeout })
        : new AmazonLambdaClient(
            local.Credentials,
            new AmazonLambdaConfig
            {
                ServiceURL = local.Endpoint.ToString(),
                AuthenticationRegion = LocalAccount.Region,
                MaxErrorRetry = 0,
                Timeout = Timeout,
            });

    private static InvokeResult Result(InvokeResponse response, TimeSpan duration)
    {
        using var payload = JsonDocument.Parse(response.Payload);
        return new InvokeResult(
            (int)response.HttpStatusCode,
            response.FunctionError,
            payload.RootElement.Clone(),
            Encoding.UTF8.GetString(Convert.FromBase64String(response.LogResult ?? "")).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            (long)duration.TotalMilliseconds);
    }
}
