namespace ServerlessPipeline.MarketData.Tests;

/// <summary>The minute file that the test events and the data model are about: <c>events/sample.tsv</c>.</summary>
internal static class SampleFile
{
    public const string Key = "data_1_min/dt=2026-02-02/1340.tsv";

    public static readonly DateTimeOffset FetchedAt = new(2026, 2, 2, 13, 41, 0, 512, TimeSpan.Zero);

    /// <summary>A file of the repository that was copied beside the tests.</summary>
    public static string PathOf(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Repository", name);

    public static async Task<List<MinuteFileRow>> RowsAsync()
    {
        var rows = new List<MinuteFileRow>();
        using var stream = File.OpenRead(PathOf("sample.tsv"));
        await foreach (var row in MinuteFileReader.ReadAsync(stream))
        {
            rows.Add(row);
        }

        return rows;
    }
}
