using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

/// <summary>The one condition that a query takes on the sort key.</summary>
/// <param name="Condition">Null for none.</param>
/// <param name="Excluded">Ends of it that do not belong to what is asked for: BETWEEN has both of its own.</param>
internal sealed record SortRange(Condition? Condition, IReadOnlyList<string> Excluded)
{
    /// <summary>Null where they cannot be one.</summary>
    /// <param name="conditions">All that speak of keys, that on the partition key apart.</param>
    /// <param name="sortKey">Null where there is none.</param>
    public static SortRange? Of(IReadOnlyList<Condition> conditions, string? sortKey) => conditions switch
    {
        [] => new SortRange(null, []),
        [var one] when IsRange(one, sortKey) => new SortRange(one, []),
        [Comparison first, Comparison second] when IsRange(first, sortKey) && IsRange(second, sortKey) =>
            FromTo(first, second) ?? FromTo(second, first),
        _ => null,
    };

    private static bool IsRange(Condition condition, string? sortKey) => condition switch
    {
        Comparison { Operator: not "<>", Left: PathOperand path, Right: ValueOperand } => path.IsAttribute(sortKey),
        Between { Operand: PathOperand path, Lower: ValueOperand, Upper: ValueOperand } => path.IsAttribute(sortKey),
        FunctionCall { Name: "begins_with", Arguments: [PathOperand path, ValueOperand] } => path.IsAttribute(sortKey),
        _ => false,
    };

    /// <summary>Of texts alone: those are in order as their bytes are.</summary>
    private static SortRange? FromTo(Comparison lower, Comparison upper) =>
        lower.Operator is ">" or ">=" && upper.Operator is "<" or "<=" && Text(lower) is { } from && Text(upper) is { } to
            && Encoding.UTF8.GetBytes(from).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(to)) <= 0
            ? new SortRange(
                new Between(lower.Left, lower.Right, upper.Right),
                [.. new[] { lower, upper }.Where(end => end.Operator is ">" or "<").Select(end => Text(end)!)])
            : null;

    private static string? Text(Comparison comparison) =>
        ((ValueOperand)comparison.Right).Value["S"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
