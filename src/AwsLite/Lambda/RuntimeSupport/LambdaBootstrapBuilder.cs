#nullable disable
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Makes a function out of a handler.</summary>
public class LambdaBootstrapBuilder
{
    private readonly InvocationHandler _handler;
    private readonly LambdaBootstrapOptions _options = new();
    private HttpClient _httpClient;
    private LambdaBootstrapInitializer _initializer;

    private LambdaBootstrapBuilder(InvocationHandler handler) => _handler = handler;

    /// <summary>A handler whose result is the invocation's answer.</summary>
    public static LambdaBootstrapBuilder Create<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(async (input, context, output) =>
            serializer.Serialize(await handler(serializer.Deserialize<TInput>(input), context), output));

    /// <summary>A handler without a result; the invocation's answer is empty.</summary>
    public static LambdaBootstrapBuilder Create<TInput>(
        Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) =>
        new(async (input, context, _) => await handler(serializer.Deserialize<TInput>(input), context));

    /// <summary>The client for the Runtime API; the caller disposes of it.</summary>
    public LambdaBootstrapBuilder UseHttpClient(HttpClient httpClient)
    {
        _httpClient = httpClient;
        return this;
    }

    /// <summary>What runs once, before the first invocation.</summary>
    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        _initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrapBuilder ConfigureOptions(Action<LambdaBootstrapOptions> options = null)
    {
        options?.Invoke(_options);
        return this;
    }

    public LambdaBootstrap Build() =>
        Build(LambdaEnvironment.OfProcess(), Console.OpenStandardOutput(), TimeProvider.System);

    internal LambdaBootstrap Build(LambdaEnvironment environment, Stream log, TimeProvider time)
    {
        var endpoint = string.IsNullOrEmpty(_options.RuntimeApiEndpoint)
            ? environment.RuntimeApi
            : _options.RuntimeApiEndpoint;
        return new(_handler, _initializer, new(endpoint, _httpClient), environment, new(environment, log, time), time);
    }
}
