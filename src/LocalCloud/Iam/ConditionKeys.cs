namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>
/// The condition keys whose values are known here; null where a request has none. Names are case-insensitive.
/// Source: IAM user guide, "AWS global condition context keys".
/// </summary>
internal static class ConditionKeys
{
    private static readonly Dictionary<string, Func<Principal, string?>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aws:PrincipalAccount"] = principal => principal.RoleArn is null ? null : LocalAccount.Id,
        ["aws:PrincipalArn"] = principal => principal.RoleArn,
        ["aws:PrincipalIsAWSService"] = principal => principal.Service is null ? "false" : "true",
        ["aws:PrincipalServiceName"] = principal => principal.Service,
        ["aws:PrincipalType"] = principal => principal.RoleArn is null ? null : "AssumedRole",
        ["aws:RequestedRegion"] = _ => LocalAccount.Region,
        ["aws:ResourceAccount"] = _ => LocalAccount.Id,
        // The loopback endpoint stands for AWS's, which is reached through TLS; no byte leaves the machine.
        ["aws:SecureTransport"] = _ => "true",
        ["aws:SourceAccount"] = principal => principal.Service is null ? null : LocalAccount.Id,
        ["aws:SourceArn"] = principal => principal.SourceArn,
        ["aws:ViaAWSService"] = _ => "false",
        // Of CloudWatch's requests alone, and none of them comes here: whatever is asked here is without it.
        ["cloudwatch:namespace"] = _ => null,
    };

    /// <summary>Null for a key that cannot be evaluated.</summary>
    public static Func<Principal, string?>? Find(string name) => Keys.GetValueOrDefault(name);
}
