using Amazon.Runtime.Internal;

namespace Amazon.Lambda.Model;

/// <summary>The event is not JSON.</summary>
public class InvalidRequestContentException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The event is larger than 6 MB.</summary>
public class RequestTooLargeException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>No such function.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>Lambda itself failed.</summary>
public class ServiceException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>Too many invocations at once, and the retries were not enough.</summary>
public class TooManyRequestsException(ErrorResponse error) : AmazonLambdaException(error);
