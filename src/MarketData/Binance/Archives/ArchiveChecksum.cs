using System.Security.Cryptography;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>The file beside an archive that holds its SHA-256 and its name: <c>5f2b…9c  BTCUSDT-1m-2026-02-02.zip</c>.</summary>
public static class ArchiveChecksum
{
    public const string Suffix = ".CHECKSUM";

    /// <param name="file">Read to its end, and put back to its beginning.</param>
    /// <param name="checksum">The text of the file beside it.</param>
    /// <param name="name">The archive's.</param>
    /// <exception cref="ArchiveException">It is another file, or was altered on its way.</exception>
    public static async Task VerifyAsync(Stream file, string checksum, ArchiveName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(checksum);
        ArgumentNullException.ThrowIfNull(name);

        if (checksum.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 64 } expected, var named]
            || !expected.All(char.IsAsciiHexDigit))
        {
            throw new ArchiveException($"{name.Text}{Suffix} holds '{Excerpt.Of(checksum)}', not a SHA-256 and a file's name");
        }

        if (named.TrimStart('*') != name.Text)
        {
            throw new ArchiveException($"{name.Text}{Suffix} is that of another file, '{Excerpt.Of(named)}'");
        }

        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArchiveException($"{name.Text} has another checksum than it should: expected {expected.ToLowerInvariant()}, found {found}");
        }
    }
}
