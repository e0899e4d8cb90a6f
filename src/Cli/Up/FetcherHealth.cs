using System.Text;
using System.Text.Json;
using ServerlessPipeline.Fetcher.Health;

namespace ServerlessPipeline.Cli.Up;

/// <summary>What the fetcher said last of how it fares.</summary>
/// <param name="Lag">From the end of its newest minute to that minute's file.</param>
/// <param name="UsedWeight">Of the exchange's limit, in that minute.</param>
/// <param name="SpooledFiles">That S3 does not have yet.</param>
/// <param name="GapsOpen">Candles that are expected and not there.</param>
internal sealed record FetcherHealth(TimeSpan Lag, int UsedWeight, int SpooledFiles, int GapsOpen)
{
    // A minute's lines are some hundred bytes each.
    private const int Tail = 64 * 1024;

    /// <summary>From its log; null where it has said nothing yet.</summary>
    public static async Task<FetcherHealth?> ReadAsync(string logFile, CancellationToken cancellationToken)
    {
        if (!File.Exists(logFile))
        {
            return null;
        }

        await using var file = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return Last((await reader.ReadToEndAsync(cancellationToken)).Split('\n'));
    }

    public static FetcherHealth? Last(IEnumerable<string> lines)
    {
        // The first line may have lost its beginning, and the last its end.
        foreach (var line in lines.Reverse().Where(line => line.Contains("\"_aws\"", StringComparison.Ordinal)))
        {
            try
            {
                using var metrics = JsonDocument.Parse(line);
                return new FetcherHealth(
                    TimeSpan.FromMilliseconds(Value(FetcherMetricNames.Lag)),
                    Value(FetcherMetricNames.UsedWeight),
                    Value(FetcherMetricNames.SpooledFiles),
                    Value(FetcherMetricNames.GapsOpen));

                int Value(string name) => metrics.RootElement.GetProperty(name).GetInt32();
            }
            catch (JsonException)
            {
                // Not a whole line.
            }
        }

        return null;
    }
}
