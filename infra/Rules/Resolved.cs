namespace ServerlessPipeline.Infra.Rules;

/// <summary>Walks what the CDK makes of a resolved property, whose keys are as CloudFormation or as the CDK writes them.</summary>
internal static class Resolved
{
    /// <summary>The value of a key in either spelling, <c>Ebs</c> or <c>ebs</c>; null where there is none.</summary>
    public static object? At(this object? value, string key) => value is IDictionary<string, object> values
        ? values.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase)).Value
        : null;

    /// <summary>The items of a list; of anything else, itself alone, as policies allow; none for null.</summary>
    public static IEnumerable<object?> Items(this object? value) => value switch
    {
        null => [],
        object[] items => items,
        _ => [value],
    };
}
