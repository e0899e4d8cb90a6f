using Amazon.Lambda.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace Amazon.Lambda.Internal;

/// <summary>A request in Lambda's REST protocol: the path names the function, headers have the options, the body the event.</summary>
internal sealed class InvokeMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var invoke = (InvokeRequest)input;
        var body = invoke.PayloadStream ?? new MemoryStream();
        var request = new DefaultRequest(input, "Amazon.Lambda")
        {
            HttpMethod = "POST",
            ResourcePath = "/2015-03-31/functions/{FunctionName}/invocations",
            ContentStream = body,
        };
        request.AddPathResource("{FunctionName}", invoke.FunctionName);
        request.Headers[HeaderKeys.XAmzApiVersion] = "2015-03-31";
        if (body.Length > 0)
        {
            request.Headers[HeaderKeys.ContentTypeHeader] = "application/octet-stream";
        }

        if (invoke.InvocationType is { } invocationType)
        {
            request.Headers["X-Amz-Invocation-Type"] = invocationType;
        }

        if (invoke.LogType is { } logType)
        {
            request.Headers["X-Amz-Log-Type"] = logType;
        }

        return request;
    }
}
