#nullable disable
using Amazon.CloudWatchLogs.Internal;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using ServerlessPipeline.AwsLite.Service;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// CloudWatch Logs over the pipeline of AWS's SDK: credentials, region, endpoint, signature and retries are the SDK's own.
/// </summary>
public class AmazonCloudWatchLogsClient : AmazonServiceClient
{
    /// <summary>With credentials from the environment, the profile or the machine's role.</summary>
    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config)
        : base(config)
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new CloudWatchLogsMetadata();

    /// <summary>A page of the events of a log group; it may be empty and yet have a next one.</summary>
    /// <exception cref="AmazonCloudWatchLogsException">It was refused, such as for want of the log group.</exception>
    public Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request, CancellationToken cancellationToken = default)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new FilterLogEventsMarshaller(),
            ResponseUnmarshaller = new FilterLogEventsUnmarshaller(),
        };
        return InvokeAsync<FilterLogEventsResponse>(request, options, cancellationToken);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<RegionalEndpointResolver>(new Signature4Authentication());
    }
}
