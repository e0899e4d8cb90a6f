#nullable disable
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Which events of a log group are wanted. Times are epoch milliseconds.</summary>
public class FilterLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public string LogGroupName { get; set; }

    /// <summary>A text in double quotes is found wherever it stands.</summary>
    public string FilterPattern { get; set; }

    public long? StartTime { get; set; }

    public long? EndTime { get; set; }

    public string NextToken { get; set; }
}

public class FilterLogEventsResponse : AmazonWebServiceResponse
{
    /// <summary>Null where the page has none.</summary>
    public List<FilteredLogEvent> Events { get; set; }

    /// <summary>Null after the last page.</summary>
    public string NextToken { get; set; }
}

public class FilteredLogEvent
{
    public string Message { get; set; }

    public long? Timestamp { get; set; }
}
