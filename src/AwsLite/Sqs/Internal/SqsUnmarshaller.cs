using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.SQS.Internal;

internal delegate TResponse SqsReader<TResponse>(ReadOnlySpan<byte> utf8);

/// <summary>A response in AWS JSON 1.0.</summary>
/// <param name="read">Reads a body, which is not empty.</param>
internal sealed class SqsUnmarshaller<TResponse>(SqsReader<TResponse> read) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        // An operation without a result answers with {} or with nothing at all.
        return body.Length == 0
            ? new TResponse()
            : read(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        SqsErrors.Read(input, innerException, statusCode);
}
