using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.SQS.Model;
using Amazon.Util;

namespace Amazon.SQS.Internal;

/// <summary>
/// An error answer as an exception. The body's <c>__type</c> chooses the class; the header <c>x-amzn-query-error</c>
/// has the code of the older query protocol, which is the one that <see cref="AmazonServiceException.ErrorCode"/>
/// shows, such as <c>AWS.SimpleQueueService.NonExistentQueue</c>.
/// </summary>
internal static class SqsErrors
{
    public static AmazonSQSException Read(JsonUnmarshallerContext context, Exception inner, HttpStatusCode status)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        error.InnerException = inner;
        error.StatusCode = status;

        var name = error.Code;
        if (QueryError(context) is [var code, var type])
        {
            error.Code = code;
            error.Type = Enum.TryParse<ErrorType>(type, out var known) ? known : error.Type;
        }

        return Exception(name, error);
    }

    // Such as "AWS.SimpleQueueService.NonExistentQueue;Sender".
    private static string[] QueryError(JsonUnmarshallerContext context) =>
        context.ResponseData.IsHeaderPresent(HeaderKeys.XAmzQueryError)
            ? context.ResponseData.GetHeaderValue(HeaderKeys.XAmzQueryError).Split(';')
            : [];

    private static AmazonSQSException Exception(string name, ErrorResponse error) => name switch
    {
        "BatchEntryIdsNotDistinct" => new BatchEntryIdsNotDistinctException(error),
        "BatchRequestTooLong" => new BatchRequestTooLongException(error),
        "EmptyBatchRequest" => new EmptyBatchRequestException(error),
        "InvalidAttributeName" => new InvalidAttributeNameException(error),
        "InvalidAttributeValue" => new InvalidAttributeValueException(error),
        "InvalidBatchEntryId" => new InvalidBatchEntryIdException(error),
        "InvalidMessageContents" => new InvalidMessageContentsException(error),
        "MessageNotInflight" => new MessageNotInflightException(error),
        "OverLimit" => new OverLimitException(error),
        "PurgeQueueInProgress" => new PurgeQueueInProgressException(error),
        "QueueDeletedRecently" => new QueueDeletedRecentlyException(error),
        "QueueDoesNotExist" => new QueueDoesNotExistException(error),
        "QueueNameExists" => new QueueNameExistsException(error),
        "ReceiptHandleIsInvalid" => new ReceiptHandleIsInvalidException(error),
        "RequestThrottled" => new RequestThrottledException(error),
        "ResourceNotFoundException" => new ResourceNotFoundException(error),
        "TooManyEntriesInBatchRequest" => new TooManyEntriesInBatchRequestException(error),
        "UnsupportedOperation" => new UnsupportedOperationException(error),
        _ => new AmazonSQSException(error),
    };
}
