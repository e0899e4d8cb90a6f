#nullable disable
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Lambda;

/// <summary>Lambda refused a call or could not run it, as opposed to a function that failed.</summary>
public class AmazonLambdaException : AmazonServiceException
{
    protected internal AmazonLambdaException(ErrorResponse error)
        : base(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode)
    {
    }
}
