using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Constructs;

namespace ServerlessPipeline.Infra;

internal sealed record PipelineFunctionProps
{
    /// <summary>The step of the pipeline: the assembly's name without the product's, and the alarms' prefix.</summary>
    public required string Name { get; init; }
    public required string Description { get; init; }

    /// <summary>The folder of the published function.</summary>
    public required string Artifact { get; init; }
    public required FunctionSettings Size { get; init; }
    public required int LogRetentionDays { get; init; }
    public required IDictionary<string, string> Environment { get; init; }
    public required Monitoring Monitoring { get; init; }

    /// <summary>Where an asynchronous event goes that has failed three times.</summary>
    public IDestination? OnFailure { get; init; }
}

/// <summary>A function of ours with what all of them have: a role and a log group of its own, traces, and alarms.</summary>
internal static class PipelineFunction
{
    public static Function Create(Construct scope, PipelineFunctionProps props)
    {
        var logs = LogGroups.Create(scope, "Logs", props.LogRetentionDays);
        // The role that the CDK would make may write to every log group.
        var role = new Role(scope, "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com") });
        logs.GrantWrite(role);
        var function = new Function(scope, "Function", new FunctionProps
        {
            Description = props.Description,
            Runtime = Runtime.PROVIDED_AL2023,
            Architecture = Architecture.X86_64,
            Handler = $"ServerlessPipeline.{props.Name}",
            Code = Code.FromAsset(props.Artifact),
            MemorySize = props.Size.MemoryMegabytes,
            Timeout = Duration.Seconds(props.Size.TimeoutSeconds),
            // No debugger attaches there, and each start would open its doors.
            Environment = new Dictionary<string, string>(props.Environment) { ["DOTNET_EnableDiagnostics"] = "0" },
            Role = role,
            LoggingFormat = LoggingFormat.JSON,
            LogGroup = logs,
            Tracing = Tracing.ACTIVE,
            OnFailure = props.OnFailure,
            RetryAttempts = props.OnFailure is null ? null : 2,
        });
        WarnOfWhatLambdaWouldNotStart(function, Path.Combine(props.Artifact, "bootstrap"));
        Watch(scope, props, function);
        return function;
    }

    /// <summary>The local run would start it all the same, so that these are no errors.</summary>
    private static void WarnOfWhatLambdaWouldNotStart(Function function, string bootstrap)
    {
        if (OperatingSystem.IsWindows())
        {
            Annotations.Of(function).AddWarningV2(
                "@serverless-pipeline:mode",
                "A zip made on Windows does not say that bootstrap may be executed, and Lambda will not: deploy from Linux, macOS or WSL.");
        }

        if (CLibrary.NeededBy(bootstrap) is { } needed && needed > CLibrary.OfLambda)
        {
            Annotations.Of(function).AddWarningV2(
                "@serverless-pipeline:c-library",
                $"The function's program needs the C library {needed}, and Lambda has {CLibrary.OfLambda}: build it on an older system, such as Amazon Linux 2023, or "
                + "without NativeFunctions=true.");
        }
    }

    private static void Watch(Construct scope, PipelineFunctionProps props, Function function)
    {
        var invocations = function.MetricInvocations();
        var errors = function.MetricErrors();
        var throttles = function.MetricThrottles();
        props.Monitoring.Alarm(scope, $"{props.Name}Errors", new AlarmRule
        {
            Says = $"Invocations of {props.Name} have failed.",
            Section = "a-function-fails",
            Metric = errors,
        });
        props.Monitoring.Alarm(scope, $"{props.Name}Throttles", new AlarmRule
        {
            Says = $"Lambda has refused to run {props.Name}: the account's concurrency is used up.",
            Section = "a-function-is-throttled",
            Metric = throttles,
        });
        props.Monitoring.Row(
            ($"{props.Name}: invocations, errors, throttles", [invocations, errors, throttles]),
            ($"{props.Name}: duration", [DurationOf(function, "p50"), DurationOf(function, "p99")]));
    }

    private static Metric DurationOf(Function function, string statistic) =>
        function.MetricDuration(new MetricOptions { Statistic = statistic });
}
