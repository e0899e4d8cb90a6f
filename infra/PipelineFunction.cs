using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace ServerlessPipeline.Infra;

internal sealed record PipelineFunctionProps
{
    public required string Description { get; init; }

    /// <summary>The executable assembly, which is the handler's name on the managed runtime.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The folder of the published function.</summary>
    public required string Artifact { get; init; }
    public required FunctionSettings Size { get; init; }
    public required IDictionary<string, string> Environment { get; init; }

    /// <summary>Where an asynchronous event goes that has failed three times.</summary>
    public IDestination? OnFailure { get; init; }
}

internal static class PipelineFunction
{
    // CDK 2.160 does not know the name.
    private static readonly Runtime DotNet10 = new("dotnet10", RuntimeFamily.DOTNET_CORE);

    public static Function Create(Construct scope, string id, PipelineFunctionProps props) => new(scope, id, new FunctionProps
    {
        Description = props.Description,
        Runtime = DotNet10,
        Architecture = Architecture.X86_64,
        Handler = props.AssemblyName,
        Code = Code.FromAsset(props.Artifact),
        MemorySize = props.Size.MemoryMegabytes,
        Timeout = Duration.Seconds(props.Size.TimeoutSeconds),
        Environment = props.Environment,
        LoggingFormat = LoggingFormat.JSON,
        LogGroup = new LogGroup(scope, "Logs", new LogGroupProps
        {
            Retention = RetentionDays.ONE_MONTH,
            RemovalPolicy = RemovalPolicy.DESTROY,
        }),
        OnFailure = props.OnFailure,
        RetryAttempts = props.OnFailure is null ? null : 2,
    });
}
