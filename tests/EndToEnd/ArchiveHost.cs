using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The exchange's archive, and its klines, on this machine: files by their paths, and whatever else is added.</summary>
internal sealed class ArchiveHost : IAsyncDisposable
{
    private readonly ReservedPort _port = new();
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly Task _serving;
    private int _requests;

    public ArchiveHost()
    {
        Url = $"http://127.0.0.1:{_port.Number}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Candles that the exchange has beside the archive.</summary>
    public List<Candle> Klines { get; } = [];

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Requests from this number on are left without an answer.</summary>
    public int SilentFrom { get; set; } = int.MaxValue;

    /// <summary>Puts a zip there, with its checksum.</summary>
    /// <param name="period">A day or a month, as in the name.</param>
    public void Add(string symbol, string period, string csv, string? checksum = null)
    {
        var name = $"{symbol}-1m-{period}";
        var path = $"/data/spot/{(period.Length == 7 ? "monthly" : "daily")}/klines/{symbol}/1m/{name}.zip";
        var zip = Zip(name + ".csv", csv);
        lock (_files)
        {
            _files[path] = zip;
            _files[path + ".CHECKSUM"] = Encoding.UTF8.GetBytes($"{checksum ?? Convert.ToHexStringLower(SHA256.HashData(zip))}  {name}.zip\n");
        }
    }

    public static byte[] Zip(string entry, string content)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
            writer.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>The candles in the archive's form.</summary>
    public static string Csv(IEnumerable<Candle> candles, bool microseconds = false) => string.Concat(candles.Select(candle =>
    {
        var (open, close) = (candle.OpenTime.ToUnixTimeMilliseconds(), candle.CloseTime.ToUnixTimeMilliseconds());
        return string.Join(',', Values(candle, microseconds ? open * 1000 : open, microseconds ? (close * 1000) + 999 : close)) + "\n";
    }));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _port.Dispose();
    }

    private static string[] Values(Candle candle, long open, long close) =>
    [
        .. new IFormattable[]
        {
            open, candle.Open, candle.High, candle.Low, candle.Close, candle.BaseVolume, close, candle.QuoteVolume, candle.TradeCount,
            candle.TakerBuyBaseVolume, candle.TakerBuyQuoteVolume, 0,
        }.Select(value => value.ToString(null, CultureInfo.InvariantCulture)),
    ];

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                if (Interlocked.Increment(ref _requests) < SilentFrom)
                {
                    Answer(context);
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var body = Body(context.Request);
        context.Response.StatusCode = body is null ? 404 : 200;
        context.Response.Close(body ?? [], willBlock: false);
    }

    private byte[]? Body(HttpListenerRequest request)
    {
        switch (request.Url!.AbsolutePath)
        {
            case "/api/v3/time":
                return """{"serverTime":1800000000000}"""u8.ToArray();
            case "/api/v3/klines":
                var (start, end) = (Time("startTime"), request.QueryString["endTime"] is null ? DateTimeOffset.MaxValue : Time("endTime"));
                var rows = Klines
                    .Where(candle => candle.Symbol.ToString() == request.QueryString["symbol"] && candle.OpenTime >= start && candle.OpenTime <= end)
                    .Take(int.Parse(request.QueryString["limit"]!, CultureInfo.InvariantCulture))
                    .Select(candle => Values(candle, candle.OpenTime.ToUnixTimeMilliseconds(), candle.CloseTime.ToUnixTimeMilliseconds()))
                    .Select(values => $"[{string.Join(',', values.Select((value, column) => column is 0 or 6 or 8 ? value : $"\"{value}\""))}]");
                return Encoding.UTF8.GetBytes($"[{string.Join(',', rows)}]");
            default:
                lock (_files)
                {
                    return _files.GetValueOrDefault(Uri.UnescapeDataString(request.Url.AbsolutePath));
                }
        }

        DateTimeOffset Time(string name) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(request.QueryString[name]!, CultureInfo.InvariantCulture));
    }
}
