namespace ServerlessPipeline.LocalCloud.S3;

/// <summary>An error that the client is told, in the terms of S3's API reference, "Error responses".</summary>
/// <param name="status">The HTTP status code.</param>
/// <param name="code">The error code, such as <c>NoSuchKey</c>.</param>
/// <param name="message">A sentence for people.</param>
internal sealed class S3Exception(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>Further elements of the error document, such as <c>Key</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; init; } = [];

    /// <summary>Response headers that belong to the error.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
