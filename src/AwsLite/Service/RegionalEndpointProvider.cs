using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util;

namespace ServerlessPipeline.AwsLite.Service;

/// <summary>A service URL where one is set, else the region's public endpoint.</summary>
/// <param name="prefix">What the public endpoint's host begins with, such as <c>sqs</c>.</param>
internal sealed class RegionalEndpointProvider(string prefix) : IEndpointProvider
{
    public static EndpointParameters Parameters(IClientConfig config, RegionEndpoint? alternate) => new()
    {
        ["Endpoint"] = config.ServiceURL,
        ["Region"] = (alternate ?? config.RegionEndpoint)?.SystemName ?? SigningRegion(config),
    };

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string url)
        {
            return new(url);
        }

        return parameters["Region"] is string region && Fn.Partition(region) is { } partition
            ? new($"https://{prefix}.{region}.{partition["dnsSuffix"]}")
            : throw new AmazonClientException("Invalid Configuration: Missing Region");
    }

    // A service URL can come without a region of its own.
    private static string? SigningRegion(IClientConfig config) =>
        string.IsNullOrEmpty(config.AuthenticationRegion) && config.ServiceURL is { } url
            ? AWSSDKUtils.DetermineRegion(url)
            : config.AuthenticationRegion;
}

/// <summary>The step of a call that asks the client's <see cref="RegionalEndpointProvider"/>.</summary>
internal sealed class RegionalEndpointResolver : BaseEndpointResolver
{
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        RegionalEndpointProvider.Parameters(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
