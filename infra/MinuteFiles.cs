using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using Constructs;

namespace ServerlessPipeline.Infra;

/// <summary>The bucket of the minute files: the raw data, kept.</summary>
internal sealed class MinuteFiles : Construct
{
    public MinuteFiles(Construct scope, string id)
        : base(scope, id) =>
        Bucket = new Bucket(this, "Bucket", new BucketProps
        {
            Versioned = true,
            Encryption = BucketEncryption.S3_MANAGED,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            EnforceSSL = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
        });

    public Bucket Bucket { get; }
}
