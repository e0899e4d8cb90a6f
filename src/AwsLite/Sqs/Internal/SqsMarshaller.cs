using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace Amazon.SQS.Internal;

/// <summary>A request in AWS JSON 1.0: a header names the operation, and the body has its properties.</summary>
internal sealed class SqsMarshaller<TRequest>(Func<TRequest, byte[]> write)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonSQSRequest
{
    // Every request type is named for its operation.
    private static readonly string Operation = typeof(TRequest).Name[..^"Request".Length];

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.SQS")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = write((TRequest)input),
        };
        request.Headers["X-Amz-Target"] = "AmazonSQS." + Operation;
        request.Headers[HeaderKeys.ContentTypeHeader] = "application/x-amz-json-1.0";
        request.Headers[HeaderKeys.XAmzApiVersion] = "2012-11-05";
        return request;
    }
}
