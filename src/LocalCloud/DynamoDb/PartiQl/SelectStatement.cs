using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

/// <summary>What a statement asks for, its parameters filled in.</summary>
/// <param name="Table">By name.</param>
/// <param name="Index">Of the table; null for the table itself.</param>
/// <param name="Attributes">Null for all.</param>
/// <param name="Where">Null for every item.</param>
/// <param name="Order">Null for that of the table.</param>
internal sealed record SelectStatement(
    string Table, string? Index, IReadOnlyList<string>? Attributes, Condition? Where, OrderBy? Order);

internal sealed record OrderBy(string Key, bool Descending);

/// <summary>What is compared.</summary>
internal abstract record Operand;

/// <param name="Value">As DynamoDB has it, such as <c>{"S":"BTCUSDT"}</c>.</param>
internal sealed record ValueOperand(JsonObject Value) : Operand;

/// <param name="Attribute">Of the item.</param>
/// <param name="Within">The way from there: names and indexes; empty for the attribute itself.</param>
internal sealed record PathOperand(string Attribute, IReadOnlyList<PathPart> Within) : Operand
{
    public bool IsAttribute(string? name) => Within.Count == 0 && Attribute == name;
}

/// <param name="Name">In a map; null in a list.</param>
/// <param name="Index">In a list.</param>
internal sealed record PathPart(string? Name, string Index = "");

internal sealed record SizeOperand(PathOperand Path) : Operand;

/// <summary>What an item must be.</summary>
internal abstract record Condition
{
    /// <summary>All that are in it, however deep.</summary>
    public abstract IEnumerable<Operand> Operands { get; }
}

/// <param name="Operator">As expressions of DynamoDB write it.</param>
internal sealed record Comparison(Operand Left, string Operator, Operand Right) : Condition
{
    public override IEnumerable<Operand> Operands => [Left, Right];
}

internal sealed record Between(Operand Operand, Operand Lower, Operand Upper) : Condition
{
    public override IEnumerable<Operand> Operands => [Operand, Lower, Upper];
}

internal sealed record AmongValues(Operand Operand, IReadOnlyList<Operand> Values) : Condition
{
    public override IEnumerable<Operand> Operands => [Operand, .. Values];
}

/// <param name="Name">Of a function of DynamoDB's expressions.</param>
internal sealed record FunctionCall(string Name, IReadOnlyList<Operand> Arguments) : Condition
{
    public override IEnumerable<Operand> Operands => Arguments;
}

/// <param name="Word">AND or OR.</param>
internal sealed record Joined(string Word, IReadOnlyList<Condition> Conditions) : Condition
{
    public override IEnumerable<Operand> Operands => Conditions.SelectMany(condition => condition.Operands);
}

internal sealed record Negated(Condition Condition) : Condition
{
    public override IEnumerable<Operand> Operands => Condition.Operands;
}
