namespace ServerlessPipeline.Infra.Rules;

/// <summary>No log is kept, and paid for, for ever.</summary>
internal sealed class LogRetentionRule : Rule
{
    protected override string? Problem(TemplateResource resource) => resource.Type switch
    {
        "AWS::Logs::LogGroup" when resource["RetentionInDays"] is null => "A log group must expire: set Retention",
        "AWS::Lambda::Function" when resource["LoggingConfig"].At("LogGroup") is null =>
            "A function must log into a group that expires: set LogGroup",
        _ => null,
    };
}
