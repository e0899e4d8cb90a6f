namespace ServerlessPipeline.LocalCloud;

/// <summary>The account and region that the local run stands for.</summary>
public static class LocalAccount
{
    public const string Id = "000000000000";
    public const string Region = "us-east-1";

    /// <summary>The operator's; its secret is another in every data folder (see <see cref="OperatorCredentials"/>).</summary>
    public const string OperatorAccessKey = "operator";

    /// <summary>Such as <c>arn:aws:sqs:us-east-1:000000000000:rows</c>; S3's ARNs carry neither region nor account.</summary>
    public static string Arn(string service, string resource) => service == "s3"
        ? $"arn:aws:s3:::{resource}"
        : $"arn:aws:{service}:{Region}:{Id}:{resource}";
}
