#nullable disable
namespace Amazon.Lambda.Core;

/// <summary>What a function can know about the invocation it is in.</summary>
public interface ILambdaContext
{
    /// <summary>The same for every retry of one asynchronous invocation.</summary>
    string AwsRequestId { get; }

    string FunctionName { get; }

    string FunctionVersion { get; }

    /// <summary>The ARN by which the function was called, which may be an alias's.</summary>
    string InvokedFunctionArn { get; }

    ILambdaLogger Logger { get; }

    string LogGroupName { get; }

    string LogStreamName { get; }

    int MemoryLimitInMB { get; }

    /// <summary>Until Lambda ends the invocation; computed at every call, negative after the deadline.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>X-Ray's trace header, such as <c>Root=1-…;Parent=…;Sampled=0</c>.</summary>
    string TraceId => string.Empty;
}
