namespace ServerlessPipeline.LocalCloud.Templates;

internal static class EventSourceMappingReader
{
    public static EventSourceMappingResource Read(ResourceDefinition definition)
    {
        var properties = definition.Open("KmsKeyArn", "MetricsConfig", "Tags");
        properties.Allow("FunctionResponseTypes", "ReportBatchItemFailures");
        var mapping = new EventSourceMappingResource(definition.Id)
        {
            QueueArn = properties.RequiredText("EventSourceArn"),
            FunctionName = FunctionName.Of(properties.RequiredText("FunctionName")),
            MaximumConcurrency = properties.Object("ScalingConfig")?.Number("MaximumConcurrency"),
            ReportBatchItemFailures = properties.Texts("FunctionResponseTypes").Count > 0,
        };
        mapping = mapping with
        {
            BatchSize = properties.Number("BatchSize") ?? mapping.BatchSize,
            BatchingWindow = properties.Seconds("MaximumBatchingWindowInSeconds") ?? mapping.BatchingWindow,
            Enabled = properties.Flag("Enabled") ?? mapping.Enabled,
        };
        properties.Close();
        return mapping;
    }
}
