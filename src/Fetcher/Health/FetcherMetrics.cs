using System.Buffers;
using System.Text.Json;

namespace ServerlessPipeline.Fetcher.Health;

/// <summary>
/// How the fetcher fares: counted as it goes, and said once a minute in CloudWatch's embedded metric format, a line of the log.
/// </summary>
internal sealed class FetcherMetrics(Stream output, TimeProvider time, SystemdNotifier systemd, string bucket)
{
    private int _minutesFetched;
    private int _minutesSkipped;
    private int _candlesMissing;
    private int _retries;
    private int _minutesRepaired;
    private int _gapsOpen;
    private int _symbolsNotTrading;

    public void MinuteFetched(int missing)
    {
        Interlocked.Increment(ref _minutesFetched);
        Interlocked.Add(ref _candlesMissing, missing);
    }

    /// <summary>No candle of it came in time, or it was over before it was asked for.</summary>
    public void MinutesSkipped(int count) => Interlocked.Add(ref _minutesSkipped, count);

    public void Retried() => Interlocked.Increment(ref _retries);

    /// <summary>A minute of one symbol each.</summary>
    public void Repaired(int minutes) => Interlocked.Add(ref _minutesRepaired, minutes);

    /// <summary>Minutes of symbols that are expected and not there.</summary>
    public void GapsOpen(int minutes) => Volatile.Write(ref _gapsOpen, minutes);

    /// <summary>Configured symbols that are not expected, because the exchange does not trade them.</summary>
    public void SymbolsNotTrading(int symbols) => Volatile.Write(ref _symbolsNotTrading, symbols);

    /// <summary>The fetcher is alive and goes on; told to systemd's watchdog.</summary>
    public void Beat() => systemd.Alive();

    /// <param name="lag">From the end of the newest minute to its file, by the exchange's clock.</param>
    /// <param name="usedWeight">In the running minute.</param>
    /// <param name="spooled">Files that S3 does not have yet, or the ledger does not know.</param>
    public void Say(TimeSpan lag, int usedWeight, int spooled)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line))
        {
            Write(json,
            [
                (FetcherMetricNames.MinutesFetched, "Count", Interlocked.Exchange(ref _minutesFetched, 0)),
                (FetcherMetricNames.MinutesSkipped, "Count", Interlocked.Exchange(ref _minutesSkipped, 0)),
                (FetcherMetricNames.CandlesMissing, "Count", Interlocked.Exchange(ref _candlesMissing, 0)),
                (FetcherMetricNames.CandlesRepaired, "Count", Interlocked.Exchange(ref _minutesRepaired, 0)),
                (FetcherMetricNames.GapsOpen, "Count", Volatile.Read(ref _gapsOpen)),
                (FetcherMetricNames.SymbolsNotTrading, "Count", Volatile.Read(ref _symbolsNotTrading)),
                (FetcherMetricNames.Retries, "Count", Interlocked.Exchange(ref _retries, 0)),
                (FetcherMetricNames.Lag, "Milliseconds", (long)lag.TotalMilliseconds),
                (FetcherMetricNames.UsedWeight, "Count", usedWeight),
                (FetcherMetricNames.SpooledFiles, "Count", spooled),
            ]);
        }

        line.Write("\n"u8);
        lock (output)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    private void Write(Utf8JsonWriter json, ReadOnlySpan<(string Name, string Unit, long Value)> metrics)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", Iso.Milliseconds(time.GetUtcNow()));
        json.WriteString("level", "info");
        json.WriteString("message", "metrics");
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", FetcherMetricNames.Namespace);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        json.WriteStringValue(FetcherMetricNames.Bucket);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var (name, unit, _) in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("Unit", unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString(FetcherMetricNames.Bucket, bucket);
        foreach (var (name, _, value) in metrics)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
    }
}
