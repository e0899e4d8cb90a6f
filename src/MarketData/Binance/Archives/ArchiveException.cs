namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>An archive file that cannot be used, as opposed to one with rows that are rejected. The message names the file.</summary>
public sealed class ArchiveException(string message, Exception? inner = null) : Exception(message, inner);
