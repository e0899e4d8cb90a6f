namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>A program asked for what its role does not allow. Each service answers it in its own shape, in IAM's words.</summary>
internal sealed class AccessDeniedException : Exception
{
    private AccessDeniedException(string message, string quotedMessage)
        : base(message) => QuotedMessage = quotedMessage;

    /// <summary>The same with the resource in quotation marks, as S3 has it.</summary>
    public string QuotedMessage { get; }

    public static AccessDeniedException Of(AccessRequest request, Verdict verdict)
    {
        var reason = verdict switch
        {
            Verdict.DeniedByRole => "with an explicit deny in an identity-based policy",
            Verdict.DeniedByResource => "with an explicit deny in a resource-based policy",
            _ => $"because no identity-based policy allows the {request.Action} action",
        };
        var start = $"User: {request.Principal.Name} is not authorized to perform: {request.Action} on resource: ";
        return new AccessDeniedException($"{start}{request.Resource} {reason}", $"{start}\"{request.Resource}\" {reason}");
    }

    /// <summary>For an operation of which nobody here knows what it needs.</summary>
    public static AccessDeniedException Unknown(Principal principal, string operation)
    {
        var message = $"User: {principal.Name} is not authorized to perform: {operation} because it is not played locally, "
            + "and what it needs is not known";
        return new AccessDeniedException(message, message);
    }
}
