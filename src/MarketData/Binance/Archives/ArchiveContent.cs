namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>An archive as it is packed.</summary>
/// <param name="File">At its beginning, and seekable.</param>
/// <param name="Checksum">The file's SHA-256, in lower case: what is issued anew has another one.</param>
public sealed record ArchiveContent(Stream File, string Checksum) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => File.DisposeAsync();
}
