using Amazon.Runtime;

namespace ServerlessPipeline.Cli;

/// <summary>What services answer instead of an answer, in words.</summary>
internal static class ServiceErrors
{
    /// <summary>Whether a service refused a call or did not answer it.</summary>
    public static bool Are(Exception exception) =>
        exception is AmazonClientException or AmazonServiceException or HttpRequestException or NoAnswerException;

    /// <summary>One sentence: what is wrong, and what to do.</summary>
    /// <param name="exception">One that <see cref="Are"/> such an error.</param>
    /// <param name="local">The local run that was asked; null for AWS.</param>
    public static string Sentence(Exception exception, LocalTarget? local) => exception switch
    {
        AmazonServiceException refused when refused.ErrorCode is not null => Refused(refused),
        NoAnswerException silent when local is not null =>
            $"{Line(silent)} Is that a local run? 'pipeline doctor' says what listens there; another run's port is given with --port.",
        NoAnswerException silent => $"{Line(silent)} Are the network, the proxy, the region and AWS_ENDPOINT_URL right?",
        _ when local is not null && HasNoAnswer(exception) =>
            $"No local run answers at {local.Endpoint.ToString().TrimEnd('/')}: start it with 'pipeline up', or give its --port.",
        _ when HasNoAnswer(exception) =>
            $"{Words.Sentence($"AWS does not answer: {Innermost(exception).Message}")} Are the network, the region and AWS_ENDPOINT_URL right?",
        AmazonClientException when Says(exception, "RegionEndpoint") =>
            "No AWS region is set: set AWS_REGION, or the region of your profile ('aws configure').",
        AmazonClientException when Says(exception, "credentials") =>
            $"There are no AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. ({Line(exception)})",
        _ => Line(exception),
    };

    private static string Refused(AmazonServiceException refused) => refused.ErrorCode switch
    {
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" =>
            "Your AWS credentials have expired: sign in again ('aws sso login', or new temporary keys).",
        "InvalidAccessKeyId" or "InvalidClientTokenId" or "UnrecognizedClientException" or "SignatureDoesNotMatch"
            or "InvalidSignatureException" or "IncompleteSignature" =>
            $"These credentials are not valid here: {Line(refused)}",
        "AccessDenied" or "AccessDeniedException" or "AccessDeniedFault" => $"Not permitted: {Line(refused)}",
        "ResourceNotFoundException" or "NoSuchBucket" or "QueueDoesNotExist" or "AWS.SimpleQueueService.NonExistentQueue" =>
            $"It is not there ({Line(refused)}): do the outputs belong to a deployment that still exists, in this account and region?",
        _ => Line(refused),
    };

    private static bool HasNoAnswer(Exception exception) =>
        exception is HttpRequestException || exception.InnerException is HttpRequestException;

    private static bool Says(Exception exception, string word) => exception.Message.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    private static string Line(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
