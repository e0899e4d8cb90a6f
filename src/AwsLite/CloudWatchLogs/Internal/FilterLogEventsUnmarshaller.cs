using System.Net;
using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>An answer in AWS JSON 1.1.</summary>
internal sealed class FilterLogEventsUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var body = JsonSerializer.Deserialize(input.Stream, CloudWatchLogsJson.Default.FilteredLogEventsBody);
        return new FilterLogEventsResponse
        {
            Events = body?.Events?.Select(one => new FilteredLogEvent { Message = one.Message, Timestamp = one.Timestamp }).ToList(),
            NextToken = body?.NextToken,
        };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return error.Code == "ResourceNotFoundException"
            ? new Model.ResourceNotFoundException(error)
            : new AmazonCloudWatchLogsException(error);
    }
}
