using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

internal sealed record GatewayOptions
{
    /// <summary>On 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; } = 4566;

    /// <summary>
    /// What the times of signed requests are held against. Clients sign by the machine's clock whatever the services' own clock
    /// says, so this is the machine's too.
    /// </summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The file that faults of services go to; null for none.</summary>
    public string? FaultLog { get; init; }

    /// <summary>Stands around each request of a program that acts under a role; null for nothing.</summary>
    public Func<HttpContext, Func<Task>, Task>? Around { get; init; }
}
