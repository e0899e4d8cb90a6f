using Amazon.Runtime.Internal;

namespace Amazon.SQS.Model;

/// <summary>Two entries of a batch have the same id.</summary>
public class BatchEntryIdsNotDistinctException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>The messages of a batch are larger than one call may be.</summary>
public class BatchRequestTooLongException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>A batch has no entries.</summary>
public class EmptyBatchRequestException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>No such attribute.</summary>
public class InvalidAttributeNameException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>No such value of an attribute.</summary>
public class InvalidAttributeValueException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>An entry's id has characters or a length that it must not have.</summary>
public class InvalidBatchEntryIdException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>A message has characters that XML does not allow.</summary>
public class InvalidMessageContentsException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>The message is not received at present, so its visibility cannot change.</summary>
public class MessageNotInflightException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>Too many messages are in flight, or another limit is reached.</summary>
public class OverLimitException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>The queue was purged less than a minute ago.</summary>
public class PurgeQueueInProgressException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>A queue of this name was deleted less than a minute ago.</summary>
public class QueueDeletedRecentlyException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>No such queue.</summary>
public class QueueDoesNotExistException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>There is a queue of this name with other attributes.</summary>
public class QueueNameExistsException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>Not a receipt handle of this queue.</summary>
public class ReceiptHandleIsInvalidException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>Too many calls, and the retries were not enough.</summary>
public class RequestThrottledException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>No such resource.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>A batch has more than ten entries.</summary>
public class TooManyEntriesInBatchRequestException(ErrorResponse error) : AmazonSQSException(error);

/// <summary>The operation is not for this queue.</summary>
public class UnsupportedOperationException(ErrorResponse error) : AmazonSQSException(error);
