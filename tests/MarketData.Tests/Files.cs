using System.Text;

namespace ServerlessPipeline.MarketData.Tests;

/// <summary>Minute files as bytes and rows.</summary>
internal static class Files
{
    /// <summary>A file of the lines given, after the header and each with its LF.</summary>
    public static byte[] Of(params IEnumerable<string> lines) => Encoding.UTF8.GetBytes(
        string.Concat(lines.Prepend(MinuteFile.HeaderLine).Select(line => line + "\n")));

    /// <summary>The sample's line with one column's value replaced.</summary>
    public static string LineWith(string column, string value)
    {
        var values = Candles.SampleLine.Split('\t');
        values[MinuteFile.Columns.ToList().IndexOf(column)] = value;
        return string.Join('\t', values);
    }

    public static byte[] Write(params IEnumerable<Candle> candles)
    {
        using var file = new MemoryStream();
        MinuteFileWriter.WriteAsync(file, candles, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return file.ToArray();
    }

    public static List<MinuteFileRow> Read(byte[] file, int? maxRows = null) => Read(new MemoryStream(file), maxRows);

    public static List<MinuteFileRow> Read(Stream file, int? maxRows = null) =>
        MinuteFileReader.ReadAsync(file, maxRows, TestContext.Current.CancellationToken)
            .ToBlockingEnumerable(TestContext.Current.CancellationToken).ToList();

    /// <summary>The file that the rows were read from, put together again from them.</summary>
    public static byte[] Rebuild(IEnumerable<MinuteFileRow> rows) => Of(rows.Select(row =>
        row.Candle is { } candle ? Encoding.UTF8.GetString(Write(candle)).Split('\n')[1] : row.Rejection!.Text));
}
