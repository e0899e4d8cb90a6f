using Amazon.Runtime;

namespace ServerlessPipeline.Cli.DeadLetters;

internal static class ServiceErrors
{
    /// <summary>Whether a service refused a call or did not answer it.</summary>
    public static bool Are(Exception exception) =>
        exception is AmazonClientException or AmazonServiceException or HttpRequestException;
}
