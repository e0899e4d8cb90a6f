using System.Buffers;
using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>Writes the <see cref="MinuteFile"/> format.</summary>
public static class MinuteFileWriter
{
    /// <summary>Writes the header and a row per candle in the order given; without candles, the header alone.</summary>
    /// <exception cref="ArgumentException">
    /// A candle is impossible, of another minute than the first, or of a symbol that was there before; the message
    /// names it. Nothing has been written then.
    /// </exception>
    public static async Task WriteAsync(
        Stream destination, IEnumerable<Candle> candles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(candles);

        using var rules = new MinuteCandles();
        await destination.WriteAsync(Format(candles, rules.Admit), cancellationToken);
    }

    /// <param name="admit">Null for a candle that belongs into the file, else why not; called for each in order.</param>
    /// <exception cref="ArgumentException">A candle does not belong; the message names it.</exception>
    internal static ReadOnlyMemory<byte> Format(IEnumerable<Candle> candles, Func<Candle, CandleViolation?> admit)
    {
        var file = new ArrayBufferWriter<byte>(4096);
        Encoding.UTF8.GetBytes(MinuteFile.HeaderLine + '\n', file);

        foreach (var candle in candles)
        {
            if (admit(candle) is { } violation)
            {
                throw new ArgumentException($"Candle of {candle.Symbol}, {violation.Message}.", nameof(candles));
            }

            WriteRow(file, candle);
        }

        return file.WrittenMemory;
    }

    private static void WriteRow(ArrayBufferWriter<byte> file, Candle candle)
    {
        var line = new CandleLineWriter(file.GetSpan(MinuteFile.MaxLineLength));
        line.Write(candle.Symbol);
        line.Write(candle.OpenTime);
        line.Write(candle.Open);
        line.Write(candle.High);
        line.Write(candle.Low);
        line.Write(candle.Close);
        line.Write(candle.BaseVolume);
        line.Write(candle.CloseTime);
        line.Write(candle.QuoteVolume);
        line.Write(candle.TradeCount);
        line.Write(candle.TakerBuyBaseVolume);
        line.Write(candle.TakerBuyQuoteVolume);
        file.Advance(line.EndLine());
    }
}
