using Amazon.Runtime;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli;

/// <summary>A local run, as commands ask it.</summary>
internal sealed class LocalTarget(Uri endpoint, OperatorCredentials credentials)
{
    public Uri Endpoint => endpoint;

    public AWSCredentials Credentials { get; } = new BasicAWSCredentials(credentials.AccessKeyId, credentials.Secret);

    /// <summary>The run on a port, with the operator's credentials of its data folder.</summary>
    /// <exception cref="CommandException">The folder has no credentials.</exception>
    public static LocalTarget Of(TargetChoice choice)
    {
        try
        {
            var credentials = OperatorCredentials.Read(choice.DataFolder);
            return new LocalTarget(new Uri($"http://127.0.0.1:{choice.Port}"), credentials);
        }
        catch (IOException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }
}
