using System.Text;
using System.Text.Json;

namespace ServerlessPipeline.Cli.Invoke;

internal static class EventFile
{
    /// <summary>The file's JSON in UTF-8, which is what Lambda takes, whichever of Unicode's encodings the file has.</summary>
    /// <exception cref="CommandException">There is no such file, or it is not JSON.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            var content = InUtf8(File.ReadAllBytes(path));
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
    /// <summary>Without a byte order mark, from UTF-8 or, as Windows' own shells write files, from UTF-16 with one.</summary>
    private static byte[] InUtf8(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        reader.Peek();
        return reader.CurrentEncoding is UTF8Encoding && !content.AsSpan().StartsWith(Encoding.UTF8.Preamble)
            ? content
            : Encoding.UTF8.GetBytes(reader.ReadToEnd());
    }
}
