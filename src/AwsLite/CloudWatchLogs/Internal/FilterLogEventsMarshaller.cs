using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>A request in AWS JSON 1.1: a header names the operation, and the body has its members.</summary>
internal sealed class FilterLogEventsMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var filter = (FilterLogEventsRequest)input;
        var request = new DefaultRequest(input, "Amazon.CloudWatchLogs")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonSerializer.SerializeToUtf8Bytes(
                new FilterLogEventsBody(filter.LogGroupName, filter.FilterPattern, filter.StartTime, filter.EndTime, filter.NextToken),
                CloudWatchLogsJson.Default.FilterLogEventsBody),
        };
        request.Headers["X-Amz-Target"] = "Logs_20140328.FilterLogEvents";
        request.Headers[HeaderKeys.ContentTypeHeader] = "application/x-amz-json-1.1";
        request.Headers[HeaderKeys.XAmzApiVersion] = "2014-03-28";
        return request;
    }
}
