using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SQS;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>What holds data at rest says how it is encrypted. Topics hold none.</summary>
internal sealed class EncryptionRule : Rule
{
    protected override string? Problem(CfnResource resource) => resource switch
    {
        CfnBucket { BucketEncryption: null } => "A bucket must be encrypted: set Encryption",
        CfnQueue queue when queue.KmsMasterKeyId is null && Resolve(queue, queue.SqsManagedSseEnabled) is not true =>
            "A queue must be encrypted: set Encryption",
        CfnTable { SseSpecification: null } => "A table must be encrypted with a key that leaves a trail: set Encryption",
        CfnLaunchTemplate template when Volumes(template).Any(volume => volume.At("Encrypted") is not true) =>
            "A volume must be encrypted: set Encrypted",
        _ => null,
    };

    private static IEnumerable<object?> Volumes(CfnLaunchTemplate template) =>
        Resolve(template, template.LaunchTemplateData).At("BlockDeviceMappings").Items().Select(device => device.At("Ebs"));
}
