namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>One statement of a policy, ready to be evaluated.</summary>
internal sealed record Statement
{
    /// <summary>False for a <c>Deny</c>.</summary>
    public required bool Allows { get; init; }
    public required PatternSet Actions { get; init; }
    public required PatternSet Resources { get; init; }
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Null in the policy of a role, which speaks of that role alone.</summary>
    public PrincipalPattern? Principals { get; init; }

    public bool AppliesTo(AccessRequest request) =>
        Actions.Match(request.Action)
        && Resources.Match(request.Resource)
        && (Principals is null || (Allows ? Principals.Names(request.Principal) : Principals.Covers(request.Principal)))
        && Conditions.All(condition => condition.Holds(request.Principal));
}

/// <summary>Alternatives or, of <c>NotAction</c> and <c>NotResource</c>, everything but these.</summary>
internal sealed record PatternSet(IReadOnlyList<Wildcard> Patterns, bool AllBut)
{
    public bool Match(string text) => Patterns.Any(pattern => pattern.Matches(text)) != AllBut;
}

/// <summary>One action on one resource.</summary>
/// <param name="Action">Such as <c>s3:PutObject</c>.</param>
/// <param name="Resource">An ARN, or <c>*</c> for an action that has no resource.</param>
internal sealed record AccessRequest(Principal Principal, string Action, string Resource);
