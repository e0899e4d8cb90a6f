namespace ServerlessPipeline.LocalCloud.Lambda;

internal static class FunctionName
{
    /// <summary>
    /// The name within a name, an ARN (<c>arn:aws:lambda:us-east-1:000000000000:function:writer</c>) or a partial ARN
    /// (<c>000000000000:function:writer</c>). <c>:$LATEST</c>, the only version here, may follow.
    /// </summary>
    /// <exception cref="LambdaException">It names another version or alias.</exception>
    public static string Parse(string nameOrArn)
    {
        var parts = nameOrArn.Split(':');
        return parts[(Array.IndexOf(parts, "function") + 1)..] switch
        {
            [var name] => name,
            [var name, "$LATEST"] => name,
            _ => throw LambdaException.NotFound(nameOrArn),
        };
    }
}
