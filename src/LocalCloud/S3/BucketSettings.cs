namespace ServerlessPipeline.LocalCloud.S3;

/// <summary>What a deployment says of a bucket.</summary>
internal sealed record BucketSettings(bool Versioned, IReadOnlyList<NotificationRule> Notifications);

/// <summary>Where the events of a bucket go.</summary>
/// <param name="Id">Reported in each event as <c>configurationId</c>.</param>
/// <param name="TargetArn">The function that receives the events.</param>
/// <param name="Events">Such as <c>s3:ObjectCreated:*</c> or <c>s3:ObjectCreated:Put</c>.</param>
/// <param name="Prefix">What the key begins with; null for any.</param>
/// <param name="Suffix">What the key ends with; null for any.</param>
internal sealed record NotificationRule(
    string Id, string TargetArn, IReadOnlyList<string> Events, string? Prefix, string? Suffix);
