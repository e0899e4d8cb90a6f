using System.Text.Json;

namespace ServerlessPipeline.Cli.Invoke;

internal static class EventFile
{
    /// <summary>The file's bytes, which are JSON.</summary>
    /// <exception cref="CommandException">There is no such file, or it is not JSON.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            using var parsed = JsonDocument.Parse(content);
            return content;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"--event: there is no file {path}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--event: {path} cannot be read: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw new CommandException($"--event: {path} is not valid JSON: {exception.Message}", exception);
        }
    }
}
