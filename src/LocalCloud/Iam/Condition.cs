namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>One key under one operator of a statement's <c>Condition</c>; its values are alternatives.</summary>
/// <param name="Key">Gives the key's value in a request; null where it is absent.</param>
/// <param name="Test">Whether any of the values matches.</param>
internal sealed record Condition(Func<Principal, string?> Key, Func<string, bool> Test)
{
    /// <summary>Of operators with <c>Not</c>: none of the values may match.</summary>
    public bool Negated { get; init; }

    /// <summary>Of operators that end in <c>IfExists</c>: an absent key is no obstacle.</summary>
    public bool IfExists { get; init; }

    /// <summary>Of the operator <c>Null</c>: whether the key must be absent. Nothing else counts then.</summary>
    public bool? Absent { get; init; }

    /// <summary>An absent key meets the negated operators, and no other.</summary>
    public bool Holds(Principal principal)
    {
        var value = Key(principal);
        return Absent is { } absent ? value is null == absent
            : value is null ? Negated || IfExists
            : Test(value) != Negated;
    }
}
