using Amazon.Lambda.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace Amazon.Lambda.Internal;

internal sealed class GetFunctionMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.Lambda")
        {
            HttpMethod = "GET",
            ResourcePath = "/2015-03-31/functions/{FunctionName}",
        };
        request.AddPathResource("{FunctionName}", ((GetFunctionRequest)input).FunctionName);
        request.Headers[HeaderKeys.XAmzApiVersion] = "2015-03-31";
        return request;
    }
}
