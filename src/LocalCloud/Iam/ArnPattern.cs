namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>
/// The value of an ARN condition: each of the six components is matched by itself, so that no wildcard reaches over a
/// colon but in the last. Source: IAM user guide, "Amazon Resource Name (ARN) condition operators".
/// </summary>
internal sealed class ArnPattern(string pattern)
{
    private const int Components = 6;

    private readonly Wildcard[] _components = [.. pattern.Split(':', Components).Select(component => new Wildcard(component))];

    public static bool IsArn(string text) =>
        text.Split(':', Components) is { Length: Components } and ["arn", ..];

    public bool Matches(string arn)
    {
        var components = arn.Split(':', Components);
        return components.Length == _components.Length
            && components.Zip(_components).All(pair => pair.Second.Matches(pair.First));
    }
}
