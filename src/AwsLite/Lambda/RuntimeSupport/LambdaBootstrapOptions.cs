#nullable disable
namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

public class LambdaBootstrapOptions
{
    /// <summary>Host and port of the Runtime API; the environment's <c>AWS_LAMBDA_RUNTIME_API</c> where null.</summary>
    public string RuntimeApiEndpoint { get; set; }
}
