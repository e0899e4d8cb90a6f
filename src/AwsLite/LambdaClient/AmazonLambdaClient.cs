#nullable disable
using Amazon.Lambda.Internal;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using ServerlessPipeline.AwsLite.Service;

namespace Amazon.Lambda;

/// <summary>
/// Lambda over the pipeline of AWS's SDK: credentials, region, endpoint, signature and retries are the SDK's own.
/// </summary>
public class AmazonLambdaClient : AmazonServiceClient
{
    /// <summary>With credentials from the environment, the profile or the machine's role.</summary>
    public AmazonLambdaClient(AmazonLambdaConfig config)
        : base(config)
    {
    }

    public AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new LambdaMetadata();

    /// <summary>Runs a function. One that fails is an answer too: see <see cref="InvokeResponse.FunctionError"/>.</summary>
    /// <exception cref="AmazonLambdaException">It did not run; mostly one of those in <c>Amazon.Lambda.Model</c>.</exception>
    public Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new InvokeMarshaller(),
            ResponseUnmarshaller = new InvokeUnmarshaller(),
        };
        return InvokeAsync<InvokeResponse>(request, options, cancellationToken);
    }

    /// <summary>What Lambda knows of a function.</summary>
    /// <exception cref="AmazonLambdaException">Mostly one of those in <c>Amazon.Lambda.Model</c>.</exception>
    public Task<GetFunctionResponse> GetFunctionAsync(GetFunctionRequest request, CancellationToken cancellationToken = default)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new GetFunctionMarshaller(),
            ResponseUnmarshaller = new GetFunctionUnmarshaller(),
        };
        return InvokeAsync<GetFunctionResponse>(request, options, cancellationToken);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<RegionalEndpointResolver>(new Signature4Authentication());
    }
}
