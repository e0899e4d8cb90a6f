using System.Security.Cryptography;
using System.Text;
using ServerlessPipeline.LocalCloud.EventSources;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.S3;
using ServerlessPipeline.LocalCloud.Sqs;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud;

/// <summary>The settings of each service's resources, from what the templates say of them.</summary>
internal static class Settings
{
    public static QueueSettings Of(QueueResource queue) => new()
    {
        VisibilityTimeout = queue.VisibilityTimeout,
        MessageRetentionPeriod = queue.MessageRetentionPeriod,
        Delay = queue.Delay,
        ReceiveWaitTime = queue.ReceiveWaitTime,
        MaximumMessageSize = queue.MaximumMessageSize,
        RedrivePolicy = queue.RedrivePolicy is { } policy
            ? new Sqs.RedrivePolicy(policy.DeadLetterTargetArn, policy.MaxReceiveCount)
            : null,
    };

    public static FunctionSettings Of(FunctionResource function, Uri endpoint, ProgramKey key, string? portable) => new()
    {
        Name = function.Name,
        Folder = function.Folder,
        Handler = function.Handler,
        Runtime = function.Runtime,
        Portable = portable,
        MemoryMegabytes = function.MemoryMegabytes,
        Timeout = function.Timeout,
        Environment = function.Environment,
        AccessKeyId = key.Id,
        SecretAccessKey = key.Secret,
        EndpointUrl = endpoint.ToString(),
        ReservedConcurrency = function.ReservedConcurrency,
        MaximumRetryAttempts = function.MaximumRetryAttempts,
        MaximumEventAge = function.MaximumEventAge,
        OnFailureArn = function.OnFailureArn,
    };

    public static BucketSettings Of(BucketResource bucket) => new(
        bucket.Versioned,
        [.. bucket.Notifications.Select(notification => new NotificationRule(
            notification.Id, notification.FunctionArn, notification.Events, notification.Prefix, notification.Suffix))]);

    public static EventSourceMappingSettings Of(EventSourceMappingResource mapping) => new(
        mapping.Id.ToString(),
        mapping.QueueArn,
        mapping.FunctionName,
        mapping.BatchSize,
        mapping.BatchingWindow,
        mapping.MaximumConcurrency,
        mapping.ReportBatchItemFailures,
        mapping.Enabled);
}

/// <summary>The access key of a program, for one run.</summary>
internal sealed record ProgramKey(string Id, string Secret)
{
    /// <summary>Not the secret.</summary>
    public override string ToString() => Id;
}

/// <summary>Credentials that are good for the local run alone.</summary>
internal static class Credentials
{
    /// <summary>Every program has a key of its own, by which the gateway knows who calls.</summary>
    public static string AccessKeyOf(string program) =>
        $"LOCAL{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(program)))[..15]}";

    public static string NewSecret() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
