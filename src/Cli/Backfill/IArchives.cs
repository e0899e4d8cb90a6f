using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Where archives are: in a folder, or at the exchange.</summary>
internal interface IArchives
{
    /// <summary>Those that may hold the day, in the order in which they are asked.</summary>
    /// <param name="isWholeMonth">Whether all other days of its month are wanted, too.</param>
    IReadOnlyList<ArchiveName> Of(DayRange day, bool isWholeMonth);

    /// <returns>Null if it is not there.</returns>
    /// <exception cref="ArchiveException">It cannot be used.</exception>
    /// <exception cref="CommandException">Nothing can be had from there now.</exception>
    Task<ArchiveContent?> OpenAsync(ArchiveName name, CancellationToken cancellationToken);

    /// <summary>The checksum that the archive has now.</summary>
    /// <returns>Null if it is not there, or it cannot be told.</returns>
    Task<string?> ChecksumAsync(ArchiveName name, CancellationToken cancellationToken);
}
