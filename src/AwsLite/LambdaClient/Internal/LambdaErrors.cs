using System.Net;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Lambda.Internal;

internal static class LambdaErrors
{
    public static AmazonServiceException Read(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return error.Code switch
        {
            "InvalidRequestContentException" => new InvalidRequestContentException(error),
            "RequestTooLargeException" => new RequestTooLargeException(error),
            "ResourceNotFoundException" => new ResourceNotFoundException(error),
            "ServiceException" => new ServiceException(error),
            "TooManyRequestsException" => new TooManyRequestsException(error),
            _ => new AmazonLambdaException(error),
        };
    }
}
