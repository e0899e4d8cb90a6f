namespace ServerlessPipeline.LocalCloud.Iam;

internal enum Verdict
{
    Allowed,
    NotAllowed,
    DeniedByRole,
    DeniedByResource,
}

/// <summary>
/// IAM's decision within one account: an explicit deny anywhere wins; else one allow, of the role or of the resource, is
/// enough; else the answer is no. Source: IAM user guide, "Policy evaluation logic".
/// </summary>
internal static class Evaluation
{
    public static Verdict Decide(
        AccessRequest request, IReadOnlyList<Statement> ofRole, IReadOnlyList<Statement> ofResource)
    {
        var allowed = false;
        foreach (var statement in ofRole.Where(statement => statement.AppliesTo(request)))
        {
            if (!statement.Allows)
            {
                return Verdict.DeniedByRole;
            }

            allowed = true;
        }

        foreach (var statement in ofResource.Where(statement => statement.AppliesTo(request)))
        {
            if (!statement.Allows)
            {
                return Verdict.DeniedByResource;
            }

            allowed = true;
        }

        return allowed ? Verdict.Allowed : Verdict.NotAllowed;
    }
}
