using System.Security.Cryptography;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>The file beside an archive that holds its SHA-256 and its name: <c>5f2b…9c  BTCUSDT-1m-2026-02-02.zip</c>.</summary>
public static class ArchiveChecksum
{
    public const string Suffix = ".CHECKSUM";

    /// <summary>A file's own, in lower case.</summary>
    /// <param name="file">Read to its end, and put back to its beginning.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<string> OfAsync(Stream file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);

        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        return found;
    }

    /// <summary>The checksum that the file beside an archive holds, in lower case.</summary>
    /// <param name="text">Of the file beside it.</param>
    /// <param name="name">The archive's.</param>
    /// <exception cref="ArchiveException">It holds something else, or the checksum of another file.</exception>
    public static string Parse(string text, ArchiveName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);

        if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 64 } expected, var named]
            || !expected.All(char.IsAsciiHexDigit))
        {
            throw new ArchiveException($"{name.Text}{Suffix} holds '{Excerpt.Of(text)}', not a SHA-256 and a file's name");
        }

        return named.TrimStart('*') == name.Text
            ? expected.ToLowerInvariant()
            : throw new ArchiveException($"{name.Text}{Suffix} is that of another file, '{Excerpt.Of(named)}'");
    }

    /// <param name="file">Read to its end, and put back to its beginning.</param>
    /// <param name="text">Of the file beside it.</param>
    /// <param name="name">The archive's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The checksum, in lower case.</returns>
    /// <exception cref="ArchiveException">It is another file, or was altered on its way.</exception>
    public static async Task<string> VerifyAsync(Stream file, string text, ArchiveName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);

        var expected = Parse(text, name);
        var found = await OfAsync(file, cancellationToken);
        return found == expected
            ? found
            : throw new ArchiveException($"{name.Text} has another checksum than it should: expected {expected}, found {found}");
    }
}
