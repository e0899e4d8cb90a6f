namespace ServerlessPipeline.LocalCloud.Gateway;

internal sealed record GatewayOptions
{
    /// <summary>On 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; } = 4566;
}
