using Amazon.Runtime;

namespace ServerlessPipeline.Cli;

/// <summary>The deployment that a command works on: a local run's, or one in AWS.</summary>
internal sealed class Target : IDisposable
{
    private Target(DeploymentOutputs outputs, LocalTarget? local) =>
        (Outputs, Local, Clients) = (outputs, local, new AwsClients(local));

    public DeploymentOutputs Outputs { get; }

    public AwsClients Clients { get; }

    /// <summary>Null for AWS.</summary>
    public LocalTarget? Local { get; }

    /// <exception cref="CommandException">There are no outputs, or the local run has no credentials.</exception>
    /// <exception cref="AmazonClientException">The SDK finds no region.</exception>
    public static Target Open(TargetChoice choice) => new(
        DeploymentOutputs.Read(choice.Outputs ?? DeploymentOutputs.PathIn(choice.DataFolder)),
        choice.Outputs is null ? LocalTarget.Of(choice) : null);

    public void Dispose() => Clients.Dispose();
}
