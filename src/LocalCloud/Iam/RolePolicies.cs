using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

internal static class RolePolicies
{
    /// <summary>Everything that a role is allowed and denied.</summary>
    /// <param name="role">Of the deployment.</param>
    /// <param name="errors">Gets one line per fault.</param>
    public static IReadOnlyList<Statement> Read(RoleResource role, List<string> errors)
    {
        if (role.PermissionsBoundary is { } boundary)
        {
            errors.Add($"{role.Id}.PermissionsBoundary: '{boundary}' is not supported locally");
        }

        var statements = role.Policies
            .SelectMany(policy => PolicyReader.Read($"{role.Id}, policy {policy.Name}", policy.Document, ofResource: false, errors))
            .ToList();
        foreach (var arn in role.ManagedPolicyArns)
        {
            if (AwsManagedPolicies.Find(arn) is { } document)
            {
                statements.AddRange(PolicyReader.Read(arn, document, ofResource: false, errors));
            }
            else
            {
                errors.Add($"{role.Id}.ManagedPolicyArns: what '{arn}' allows is not known locally");
            }
        }

        return statements;
    }
}
