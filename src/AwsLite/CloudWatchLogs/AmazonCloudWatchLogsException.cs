#nullable disable
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs;

/// <summary>CloudWatch Logs refused a call, or could not answer it.</summary>
public class AmazonCloudWatchLogsException : AmazonServiceException
{
    protected internal AmazonCloudWatchLogsException(ErrorResponse error)
        : base(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode)
    {
    }
}
