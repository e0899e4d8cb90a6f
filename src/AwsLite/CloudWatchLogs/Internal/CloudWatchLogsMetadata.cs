using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Internal;

internal sealed class CloudWatchLogsMetadata : IServiceMetadata
{
    public string ServiceId => "CloudWatch Logs";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
