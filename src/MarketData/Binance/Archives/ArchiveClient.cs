using System.Net;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>The exchange's public archive of spot klines over HTTP.</summary>
/// <param name="http">Its base address is the archive's, or <see cref="DefaultBaseAddress"/>.</param>
public sealed class ArchiveClient(HttpClient http)
{
    /// <summary>In bytes, of an archive as it is packed: far more than any month takes.</summary>
    private const int MaxLength = 32 * 1024 * 1024;

    public static Uri DefaultBaseAddress { get; } = new("https://data.binance.vision");

    /// <summary>A day's or a month's archive, held against its checksum; null if it is not there.</summary>
    /// <exception cref="ArchiveException">The archive has no checksum, or another one.</exception>
    /// <exception cref="HttpRequestException">The host did not answer, or not with success.</exception>
    public async Task<Stream?> GetAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);

        var path = $"/data/spot/{(name.IsMonthly ? "monthly" : "daily")}/klines/{Escape(name.Symbol.ToString())}/1m/{Escape(name.Text)}";
        var file = await DownloadAsync(path, cancellationToken);
        if (file is null)
        {
            return null;
        }

        using var checksum = await DownloadAsync(path + ArchiveChecksum.Suffix, cancellationToken)
            ?? throw new ArchiveException($"{name.Text} has no {ArchiveChecksum.Suffix} file beside it");
        using var text = new StreamReader(checksum);
        await ArchiveChecksum.VerifyAsync(file, await text.ReadToEndAsync(cancellationToken), name, cancellationToken);
        return file;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private async Task<MemoryStream?> DownloadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(
            new Uri(http.BaseAddress ?? DefaultBaseAddress, path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MaxLength, cancellationToken);
        return new MemoryStream(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
