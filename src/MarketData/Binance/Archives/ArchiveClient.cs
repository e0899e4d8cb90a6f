using System.Net;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>The exchange's public archive of spot klines over HTTP.</summary>
/// <param name="http">
/// Its base address is the archive's, or <see cref="DefaultBaseAddress"/>. Its timeout is that of an answer's headers, and once more
/// of its body.
/// </param>
public sealed class ArchiveClient(HttpClient http)
{
    /// <summary>In bytes, of an archive as it is packed: far more than any month takes.</summary>
    private const int MaxLength = 32 * 1024 * 1024;

    public static Uri DefaultBaseAddress { get; } = new("https://data.binance.vision");

    /// <summary>A day's or a month's archive, held against its checksum; null if it is not there.</summary>
    /// <exception cref="ArchiveException">The archive has no checksum, or another one.</exception>
    /// <exception cref="HttpRequestException">The host did not answer, or not with success.</exception>
    public async Task<ArchiveContent?> GetAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);

        var file = await DownloadAsync(Path(name), cancellationToken);
        if (file is null)
        {
            return null;
        }

        var text = await ChecksumTextAsync(name, cancellationToken)
            ?? throw new ArchiveException($"{name.Text} has no {ArchiveChecksum.Suffix} file beside it");
        return new ArchiveContent(file, await ArchiveChecksum.VerifyAsync(file, text, name, cancellationToken));
    }

    /// <summary>The checksum alone, by which a file that was issued anew is known; null if it is not there.</summary>
    /// <exception cref="ArchiveException">What is there is no checksum of this archive.</exception>
    /// <exception cref="HttpRequestException">The host did not answer, or not with success.</exception>
    public async Task<string?> GetChecksumAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);

        return await ChecksumTextAsync(name, cancellationToken) is { } text ? ArchiveChecksum.Parse(text, name) : null;
    }

    private static string Path(ArchiveName name) =>
        $"/data/spot/{(name.IsMonthly ? "monthly" : "daily")}/klines/{Escape(name.Symbol.ToString())}/1m/{Escape(name.Text)}";

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private async Task<string?> ChecksumTextAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        using var file = await DownloadAsync(Path(name) + ArchiveChecksum.Suffix, cancellationToken);
        if (file is null)
        {
            return null;
        }

        using var text = new StreamReader(file);
        return await text.ReadToEndAsync(cancellationToken);
    }

    private async Task<MemoryStream?> DownloadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(
            new Uri(http.BaseAddress ?? DefaultBaseAddress, path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        // The client's own timeout ends with the headers.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(http.Timeout);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxLength, patience.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"the answer did not end within {http.Timeout.TotalSeconds:0} seconds", exception);
        }

        return new MemoryStream(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
