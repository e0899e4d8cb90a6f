using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using ServerlessPipeline.AwsLite.Service;

namespace Amazon.CloudWatchLogs;

/// <summary>Where and how to reach CloudWatch Logs; what is not set here comes from the environment and the profile.</summary>
public class AmazonCloudWatchLogsConfig : ClientConfig
{
    private static readonly string UserAgentText = InternalSDKUtils.BuildUserAgentString("CloudWatchLogs", "4.0.0");

    public AmazonCloudWatchLogsConfig()
        : base(new DefaultConfigurationProvider(ServiceDefaults.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "logs";
        EndpointProvider = new RegionalEndpointProvider("logs");
    }

    public static new string ServiceId => "CloudWatch Logs";

    public override string RegionEndpointServiceName => "logs";

    public override string ServiceVersion => "2014-03-28";

    public override string UserAgent => UserAgentText;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(RegionalEndpointProvider.Parameters(this, parameters.AlternateEndpoint));
}
