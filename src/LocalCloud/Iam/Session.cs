using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Gateway;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>A program that acts under a role. The operator has no session, and may do everything.</summary>
internal sealed class Session(Principal principal, IReadOnlyList<Statement> policies, ResourcePolicies resources)
{
    /// <summary>The session of the caller; null for the operator.</summary>
    public static Session? Of(HttpContext context) => context.Features.Get<Caller>()?.Session;

    public Verdict Decide(string action, string resource) =>
        Evaluation.Decide(new AccessRequest(principal, action, resource), policies, resources.Of(resource));

    /// <exception cref="AccessDeniedException">The policies do not allow it.</exception>
    public void Demand(string action, string resource)
    {
        if (Decide(action, resource) is not Verdict.Allowed and var verdict)
        {
            throw Refusal(action, resource, verdict);
        }
    }

    public AccessDeniedException Refusal(string action, string resource, Verdict verdict) =>
        AccessDeniedException.Of(new AccessRequest(principal, action, resource), verdict);

    /// <summary>The answer to an operation that has no permission here: it is refused, never let through.</summary>
    public AccessDeniedException Unknown(string operation) => AccessDeniedException.Unknown(principal, operation);
}
