using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>An archive and its SHA-256 when it was read, as a backfilled file keeps them in its metadata.</summary>
internal sealed record ArchiveSum(ArchiveName Name, string Checksum)
{
    /// <summary>Such as <c>BTCUSDT-1m-2026-02-02.zip=5f2b…9c,BTCUSDT-1m-2026-02.zip=77a0…31</c>, in ASCII.</summary>
    public static string Format(IEnumerable<ArchiveSum> sums) =>
        string.Join(',', sums.Select(sum => $"{Uri.EscapeDataString(sum.Name.Text)}={sum.Checksum}"));

    /// <summary>The reverse of <see cref="Format"/>; what is none of ours is left out.</summary>
    public static IEnumerable<ArchiveSum> Parse(string? text)
    {
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=') is [var name, var checksum] && ArchiveName.TryParse(Uri.UnescapeDataString(name)) is { } archive)
            {
                yield return new ArchiveSum(archive, checksum);
            }
        }
    }
}
