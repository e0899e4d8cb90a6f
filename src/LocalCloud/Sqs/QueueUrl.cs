namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>
/// Such as <c>http://127.0.0.1:4566/000000000000/rows</c>. Only the path counts when it is read: a URL that an earlier run
/// gave out on another port still works.
/// </summary>
internal static class QueueUrl
{
    public static string Of(SqsQueue queue, Caller caller) => $"{caller.Origin}/{LocalAccount.Id}/{queue.Name}";

    /// <exception cref="SqsException">There is no such queue.</exception>
    public static SqsQueue Resolve(SqsService service, string? url) =>
        NameIn(url) is { } name && service.Find(name) is { } queue ? queue : throw SqsException.QueueDoesNotExist();

    /// <summary>Null where it is no URL of a queue.</summary>
    public static string? NameIn(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.AbsolutePath.Split('/') is ["", LocalAccount.Id, var name]
            ? name
            : null;
}
