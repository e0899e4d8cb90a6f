#nullable disable
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.SQS;

/// <summary>SQS refused a call, or a message is not what was sent.</summary>
public class AmazonSQSException : AmazonServiceException
{
    public AmazonSQSException(string message)
        : base(message)
    {
    }

    protected internal AmazonSQSException(ErrorResponse error)
        : base(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode)
    {
    }
}
