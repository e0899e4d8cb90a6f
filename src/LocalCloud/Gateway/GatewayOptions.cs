using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

internal sealed record GatewayOptions
{
    /// <summary>On 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; } = 4566;

    /// <summary>Stands around each request of a program that acts under a role; null for nothing.</summary>
    public Func<HttpContext, Func<Task>, Task>? Around { get; init; }
}
