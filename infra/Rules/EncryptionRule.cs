namespace ServerlessPipeline.Infra.Rules;

/// <summary>What holds data at rest says how it is encrypted. Topics hold none.</summary>
internal sealed class EncryptionRule : Rule
{
    protected override string? Problem(TemplateResource resource) => resource.Type switch
    {
        "AWS::S3::Bucket" when resource["BucketEncryption"] is null => "A bucket must be encrypted: set Encryption",
        "AWS::SQS::Queue" when resource["KmsMasterKeyId"] is null && !resource["SqsManagedSseEnabled"].IsTrue() =>
            "A queue must be encrypted: set Encryption",
        "AWS::DynamoDB::Table" when resource["SSESpecification"] is null =>
            "A table must be encrypted with a key that leaves a trail: set Encryption",
        "AWS::EC2::LaunchTemplate" when
            resource["LaunchTemplateData"].At("BlockDeviceMappings").Items().Any(device => !device.At("Ebs").At("Encrypted").IsTrue()) =>
            "A volume must be encrypted: set Encrypted",
        _ => null,
    };
}
