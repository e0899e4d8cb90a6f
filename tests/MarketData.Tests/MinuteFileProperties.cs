using FsCheck;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class MinuteFileProperties
{
    private static Gen<byte[]> Written { get; } = Candles.OfOneMinute.Select(candles => Files.Write(candles));

    /// <summary>Written files with a few bytes, or whole lines, changed, added or taken away.</summary>
    private static Gen<byte[]> Mutated { get; } =
        from file in Written
        from edits in Gen.NonEmptyListOf(Edits).Select(edits => edits.Take(4))
        select edits.Aggregate(file, (bytes, edit) => edit(bytes));

    private static Gen<Func<byte[], byte[]>> Edits { get; } =
        from position in Gen.Choose(0, int.MaxValue)
        from other in Gen.Choose(0, 400)
        from inserted in Gen.OneOf(
            Gen.Elements("0", ".", "-", "\t", "\n", "\r", "\r\n", " ", "A", "币", "9", "\0").Select(Bytes),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }),
            Gen.Constant(Bytes(Candles.SampleLine + "\n")))
        from kind in Gen.Choose(0, 3)
        select (Func<byte[], byte[]>)(bytes =>
        {
            var start = position % (bytes.Length + 1);
            var end = Math.Min(bytes.Length, start + other);
            return kind switch
            {
                0 => [.. bytes[..start], .. inserted, .. bytes[start..]],
                1 => [.. bytes[..start], .. inserted, .. bytes[Math.Min(bytes.Length, start + inserted.Length)..]],
                2 => [.. bytes[..start], .. bytes[end..]],
                _ => [.. bytes[..end], .. bytes[start..]],
            };
        });

    [Fact]
    public void Candles_written_and_read_are_the_same_and_so_are_the_bytes_written_again() =>
        Property.ForAll(Candles.OfOneMinute, candles =>
        {
            var file = Files.Write(candles);

            var read = Files.Read(file).Select(row => row.Candle!).ToArray();

            Assert.Equal(candles, read);
            Assert.Equal(file, Files.Write(read));
        });

    [Fact]
    public void Short_reads_give_the_same_rows() => Property.ForAll(Mutated, file =>
    {
        using var trickle = new CountingStream(file, maxChunk: 1);

        Assert.Equal(Outcome(() => Files.Read(file)), Outcome(() => Files.Read(trickle)));
    }, count: 100);

    [Fact]
    public void Changed_file_is_accepted_as_it_stands_or_not_at_all() => Property.ForAll(Mutated, file =>
    {
        if (Outcome(() => Files.Read(file)) is not List<MinuteFileRow> rows)
        {
            return;
        }

        var candles = rows.Where(row => row.Candle is not null).Select(row => row.Candle!).ToList();
        var isCutShort = rows is [.., { Rejection: not null }] && file[^1] != '\n';
        Assert.Equal(isCutShort ? [.. file, (byte)'\n'] : file, Files.Rebuild(rows));
        Assert.All(candles, candle => Assert.Null(CandleRules.Check(candle)));
        Assert.True(candles.DistinctBy(candle => candle.OpenTime).Count() <= 1);
        Assert.Equal(candles.Count, candles.DistinctBy(candle => candle.Symbol).Count());
    }, count: 500);

    [Fact]
    public void Arbitrary_bytes_are_no_minute_file() => Property.ForAll(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        bytes => Assert.IsType<string>(Outcome(() => Files.Read(bytes))));

    // The rows, or the message of the exception that says that there are none.
    private static object Outcome(Func<List<MinuteFileRow>> read)
    {
        try
        {
            return read();
        }
        catch (MinuteFileException exception)
        {
            return exception.Message;
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
