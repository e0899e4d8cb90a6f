using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>Where the whole of an unexpected exception goes; whoever made the request is told its message and the place.</summary>
/// <param name="path">Null for nowhere.</param>
internal sealed class FaultLog(string? path, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <returns>What to answer.</returns>
    public string Record(HttpRequest request, Exception exception)
    {
        var message = $"An internal fault: {exception.Message}";
        if (path is null)
        {
            return message;
        }

        lock (_lock)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Not the query, which has the signature of a presigned URL.
            File.AppendAllText(path, $"{time.GetUtcNow():O} {request.Method} {request.Path}{Environment.NewLine}{exception}{Environment.NewLine}");
        }

        return $"{message} (see {path})";
    }
}
