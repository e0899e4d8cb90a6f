namespace ServerlessPipeline.Infra.Tests.Guard;

/// <param name="Control">Such as <c>CT.S3.PR.2</c>.</param>
/// <param name="Reason">Why we do otherwise.</param>
/// <param name="Resources">How the logical ids begin.</param>
internal sealed record GuardExemption(string Control, string Reason, params string[] Resources);

/// <summary>Every Control Tower rule that the templates do not follow.</summary>
internal static class GuardExemptions
{
    public static IReadOnlyList<GuardExemption> All { get; } =
    [
        new("CT.CLOUDWATCH.PR.3",
            "CloudWatch encrypts every log at rest; a key of one's own costs a dollar a month and adds a way to lose the logs. "
            + "They hold no secret and nothing of a person.",
            "FanOutLogs", "FetcherLogs", "MinuteFilesDeletionLogs", "MinuteFilesNotificationsLogs", "NetworkFlowLogs", "WriterLogs"),
        new("CT.AUTOSCALING.PR.1",
            "The group spans two zones by its subnets; the rule looks for zones beside them.",
            "FetcherGroup"),
        new("CT.AUTOSCALING.PR.6",
            "A group of one, of a type that every zone has; a list of types would also hide what it costs.",
            "FetcherGroup"),
        new("CT.EC2.PR.9",
            "The fetcher reaches the exchange without a NAT gateway, which costs more than all the rest; no rule lets anything in.",
            "FetcherTemplate"),
        new("CT.EC2.PR.10",
            "Nothing depends on the instance's own figures to the minute: what it must do is watched by the files that arrive.",
            "FetcherTemplate"),
        new("CT.LAMBDA.PR.3",
            "The functions talk to AWS alone. In a VPC they would need an interface endpoint each for SQS and logs, paid by the hour.",
            "BucketNotificationsHandler", "CustomS3AutoDeleteObjects", "FanOutFunction", "WriterFunction"),
        new("CT.S3.PR.2",
            "Who read or deleted a file is told better by CloudTrail's data events, which an organization turns on in one place.",
            "MinuteFilesBucket"),
        new("CT.S3.PR.4",
            "The events are configured, by the CDK's own custom resource, which the rule does not see.",
            "MinuteFilesBucket"),
        new("CT.S3.PR.9",
            "Public market data: versions protect it from accidents; a lock would keep its owner from deleting it.",
            "MinuteFilesBucket"),
        new("CT.S3.PR.10",
            "The files are public market data, encrypted with S3's own key; a KMS key would charge for every file written and read.",
            "MinuteFilesBucket"),
        new("CT.SQS.PR.1",
            "These are the dead-letter queues.",
            "FanOutFailedObjects", "WriterDeadLetters"),
    ];

    public static bool Covers(GuardExemption exemption, GuardFailure failure) =>
        exemption.Control == failure.Control
        && exemption.Resources.Any(prefix => failure.Resource.StartsWith(prefix, StringComparison.Ordinal));
}
