using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>No such log group.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonCloudWatchLogsException(error);
