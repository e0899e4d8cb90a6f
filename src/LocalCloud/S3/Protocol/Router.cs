using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>Finds the operation that a request asks for.</summary>
internal sealed class Router(IReadOnlyList<Operation> operations)
{
    /// <summary>Query parameters that select an operation we lack, and what the operation's name says of them.</summary>
    private static readonly Dictionary<string, string> Lacking = new()
    {
        ["abac"] = "Abac",
        ["accelerate"] = "AccelerateConfiguration",
        ["acl"] = "Acl",
        ["analytics"] = "AnalyticsConfiguration",
        ["attributes"] = "Attributes",
        ["cors"] = "Cors",
        ["encryption"] = "Encryption",
        ["intelligent-tiering"] = "IntelligentTieringConfiguration",
        ["inventory"] = "InventoryConfiguration",
        ["legal-hold"] = "LegalHold",
        ["lifecycle"] = "LifecycleConfiguration",
        ["logging"] = "Logging",
        ["metrics"] = "MetricsConfiguration",
        ["notification"] = "NotificationConfiguration",
        ["object-lock"] = "ObjectLockConfiguration",
        ["ownershipControls"] = "OwnershipControls",
        ["policy"] = "Policy",
        ["policyStatus"] = "PolicyStatus",
        ["publicAccessBlock"] = "PublicAccessBlock",
        ["replication"] = "Replication",
        ["requestPayment"] = "RequestPayment",
        ["restore"] = "Restore",
        ["retention"] = "Retention",
        ["select"] = "SelectContent",
        ["session"] = "Session",
        ["tagging"] = "Tagging",
        ["torrent"] = "Torrent",
        ["website"] = "Website",
    };

    /// <exception cref="S3Exception">NotImplemented or MethodNotAllowed.</exception>
    public Operation Find(S3Request request)
    {
        var level = request.HasKey ? Level.Object : request.HasBucket ? Level.Bucket : Level.Service;
        if (request.Query.Keys.FirstOrDefault(Lacking.ContainsKey) is { } subresource)
        {
            throw S3Errors.NotImplemented(NameOf(request.Method, level, Lacking[subresource]));
        }

        var operation = operations.FirstOrDefault(operation => operation.Level == level
            && operation.Method == request.Method
            && (operation.Subresource.Length == 0 || request.Query.ContainsKey(operation.Subresource))
            && (operation.SelectingHeader is null || request.Header(operation.SelectingHeader) is not null));
        if (operation is null)
        {
            throw new S3Exception(StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed",
                "The specified method is not allowed against this resource.")
            { Details = [("Method", request.Method)] };
        }

        if (operation.Run is null)
        {
            throw S3Errors.NotImplemented(operation.Name);
        }

        Strictness.Check(request, operation);
        return operation;
    }

    private static string NameOf(string method, Level level, string subject)
    {
        var verb = method switch
        {
            "PUT" => "Put",
            "DELETE" => "Delete",
            "POST" => "Post",
            _ => "Get",
        };
        return $"{verb}{level}{subject}";
    }
}
