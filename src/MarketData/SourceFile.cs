namespace ServerlessPipeline.MarketData;

/// <summary>A file that items come from: by its key a repair file, which is read whole, or else a minute file.</summary>
public static class SourceFile
{
    /// <param name="key">The object's key.</param>
    /// <param name="content">The object's bytes, at least the first <see cref="Reach"/>. Left open.</param>
    /// <param name="rows">How many rows of a minute file, from the top; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MinuteFileException">It is not what its key says. Thrown when the enumeration gets there.</exception>
    public static IAsyncEnumerable<MinuteFileRow> ReadAsync(
        string key, Stream content, int? rows, CancellationToken cancellationToken = default) => RepairFileKey.IsUnder(key)
        ? RepairFile.ReadAsync(content, cancellationToken)
        : MinuteFileReader.ReadAsync(content, rows, cancellationToken);

    /// <summary>
    /// How many bytes from the object's first hold those rows, however large it is, since lines have a maximum length; null
    /// for all of it.
    /// </summary>
    public static long? Reach(string key, int? rows) =>
        RepairFileKey.IsUnder(key) ? RepairFile.MaxReadLength : (rows + 1L) * MinuteFile.MaxLineLength;
}
