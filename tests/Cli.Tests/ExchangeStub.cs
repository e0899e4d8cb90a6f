using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Web;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>The exchange's archive and its klines, without a network.</summary>
internal sealed class ExchangeStub : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, byte[]> _files = [];

    /// <summary>What the exchange has beside its archives, in order.</summary>
    public List<Candle> Klines { get; } = [];

    /// <summary>What the exchange answers instead of klines.</summary>
    public HttpStatusCode? Refusal { get; set; }

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <param name="period">A day or a month, as in the name.</param>
    public void Add(Symbol symbol, string period, IEnumerable<Candle> candles)
    {
        var name = $"{symbol}-1m-{period}.zip";
        var path = $"/data/spot/{(period.Length == 7 ? "monthly" : "daily")}/klines/{symbol}/1m/{name}";
        _files[path] = ArchiveCsv.Zip(name, candles);
        _files[path + ".CHECKSUM"] = ArchiveCsv.Checksum(name, _files[path]);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        Asked.Enqueue(Path.GetFileName(path));
        return Task.FromResult(path switch
        {
            "/api/v3/time" or "/api/v3/klines" when Refusal is { } refusal => Refused(refusal),
            "/api/v3/time" => Text("""{"serverTime":1800000000000}"""),
            "/api/v3/klines" => Text(Answer(HttpUtility.ParseQueryString(request.RequestUri.Query))),
            _ => _files.TryGetValue(path, out var file) ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(file) } : new(HttpStatusCode.NotFound),
        });
    }

    private static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };

    private static HttpResponseMessage Refused(HttpStatusCode status)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent("""{"code":-1003,"msg":"Way too much request weight used; IP banned."}""") };
        response.Headers.RetryAfter = new(TimeSpan.FromHours(1));
        return response;
    }

    private string Answer(System.Collections.Specialized.NameValueCollection query)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(query["startTime"]!, CultureInfo.InvariantCulture));
        var lines = ArchiveCsv.Lines(Klines.Where(candle => $"{candle.Symbol}" == query["symbol"] && candle.OpenTime >= start)
            .Take(int.Parse(query["limit"]!, CultureInfo.InvariantCulture)));
        return $"[{string.Join(',', lines.Select(line => $"[{string.Join(',', line.Split(',').Select((value, column) => column is 0 or 6 or 8 ? value : $"\"{value}\""))}]"))}]";
    }
}
