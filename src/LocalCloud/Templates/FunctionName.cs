namespace ServerlessPipeline.LocalCloud.Templates;

internal static class FunctionName
{
    private const string Marker = ":function:";

    /// <summary>The name of a function that is given by name or by ARN.</summary>
    public static string Of(string nameOrArn)
    {
        var marker = nameOrArn.IndexOf(Marker, StringComparison.Ordinal);
        return marker < 0 ? nameOrArn : nameOrArn[(marker + Marker.Length)..];
    }
}
