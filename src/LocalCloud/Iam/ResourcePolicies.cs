using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>The policies of buckets, queues and functions, by the resource's ARN.</summary>
internal sealed class ResourcePolicies
{
    private static readonly string Bucket = LocalAccount.Arn("s3", "");

    private readonly Dictionary<string, List<Statement>> _statements = [];

    /// <summary>Of the resource or, for an object, of its bucket.</summary>
    public IReadOnlyList<Statement> Of(string resource)
    {
        var slash = resource.StartsWith(Bucket, StringComparison.Ordinal) ? resource.IndexOf('/') : -1;
        return _statements.GetValueOrDefault(slash < 0 ? resource : resource[..slash]) ?? [];
    }

    public static ResourcePolicies Read(Deployment deployment, List<string> errors)
    {
        var policies = new ResourcePolicies();
        foreach (var policy in deployment.ResourcePolicies)
        {
            policies.Add(policy.Arn, policy.Document, policy.Id, errors);
        }

        // Permissions of what is not played here, such as the functions behind custom resources, concern nobody.
        var functions = deployment.Functions.ToDictionary(function => function.Name, function => function.Arn);
        foreach (var permission in deployment.Permissions)
        {
            if (functions.TryGetValue(permission.FunctionName, out var arn))
            {
                policies.Add(arn, Document(permission, arn), permission.Id, errors);
            }
        }

        return policies;
    }

    private void Add(string arn, JsonObject document, ResourceId id, List<string> errors)
    {
        if (!_statements.TryGetValue(arn, out var statements))
        {
            _statements[arn] = statements = [];
        }

        statements.AddRange(PolicyReader.Read($"{id}", document, ofResource: true, errors));
    }

    /// <summary>The statement that Lambda makes of a permission.</summary>
    private static JsonObject Document(PermissionResource permission, string functionArn)
    {
        var conditions = new JsonObject();
        if (permission.SourceArn is { } arn)
        {
            conditions["ArnLike"] = new JsonObject { ["aws:SourceArn"] = arn };
        }

        if (permission.SourceAccount is { } account)
        {
            conditions["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = account };
        }

        var isService = permission.Principal.EndsWith(".amazonaws.com", StringComparison.Ordinal);
        return new JsonObject
        {
            ["Statement"] = new JsonObject
            {
                ["Effect"] = "Allow",
                ["Principal"] = new JsonObject { [isService ? "Service" : "AWS"] = permission.Principal },
                ["Action"] = permission.Action,
                ["Resource"] = functionArn,
                ["Condition"] = conditions,
            },
        };
    }
}
