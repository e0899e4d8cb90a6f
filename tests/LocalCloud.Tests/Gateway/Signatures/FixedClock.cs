namespace ServerlessPipeline.LocalCloud.Tests.Gateway.Signatures;

internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
