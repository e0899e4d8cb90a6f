namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>How one function's asynchronous invocations are repeated, and where they end; null for AWS's own value.</summary>
internal sealed record EventInvokeConfig(
    ResourceId Id, string FunctionName, int? MaximumRetryAttempts, TimeSpan? MaximumEventAge, string? OnFailureArn);

internal static class EventInvokeConfigReader
{
    public static EventInvokeConfig Read(ResourceDefinition definition)
    {
        var properties = definition.Open();
        properties.Allow("Qualifier", "$LATEST");
        var config = new EventInvokeConfig(
            definition.Id,
            FunctionName.Of(properties.RequiredText("FunctionName")),
            properties.Number("MaximumRetryAttempts"),
            properties.Seconds("MaximumEventAgeInSeconds"),
            properties.Object("DestinationConfig")?.Object("OnFailure")?.RequiredText("Destination"));
        properties.Close();
        return config;
    }
}
