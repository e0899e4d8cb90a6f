using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>No log is kept, and paid for, for ever.</summary>
internal sealed class LogRetentionRule : Rule
{
    protected override string? Problem(CfnResource resource) => resource switch
    {
        CfnLogGroup { RetentionInDays: null } => "A log group must expire: set Retention",
        CfnFunction { LoggingConfig: null } => "A function must log into a group that expires: set LogGroup",
        _ => null,
    };
}
