using System.Net;
using System.Security.Cryptography;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.MarketData.Tests.Binance.Archives;

public sealed class ArchiveClientTests : IDisposable
{
    private const string DailyPath = "/data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2026-02-02.zip";
    private const string MonthlyPath = "/data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2026-02.zip";

    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly DateTimeOffset Day = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Zip = "a zip, as far as this goes"u8.ToArray();

    private readonly Paths _paths = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _paths.Dispose();

    [Fact]
    public async Task Days_and_months_are_asked_for_where_the_exchange_keeps_them()
    {
        Add(DailyPath, "BTCUSDT-1m-2026-02-02.zip");
        Add(MonthlyPath, "BTCUSDT-1m-2026-02.zip");

        foreach (var name in new[] { ArchiveName.Daily(Btc, Day), ArchiveName.Monthly(Btc, Day.AddDays(-1)) })
        {
            await using var archive = await GetAsync(name);

            Assert.NotNull(archive);
            using var copy = new MemoryStream();
            await archive.File.CopyToAsync(copy, Cancellation);
            Assert.Equal(Zip, copy.ToArray());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Zip)), archive.Checksum);
        }
    }

    [Fact]
    public async Task An_archive_that_is_not_there_is_null()
    {
        Assert.Null(await GetAsync(ArchiveName.Daily(Btc, Day)));
        Assert.Null(await ChecksumAsync(ArchiveName.Daily(Btc, Day)));
    }

    [Fact]
    public async Task The_checksum_alone_says_whether_a_file_was_issued_anew()
    {
        Add(DailyPath, "BTCUSDT-1m-2026-02-02.zip");
        _paths.Files.Remove(DailyPath);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Zip)), await ChecksumAsync(ArchiveName.Daily(Btc, Day)));
    }

    [Fact]
    public async Task A_checksum_of_another_file_is_refused()
    {
        Add(DailyPath, "BTCUSDT-1m-2026-02-03.zip");

        await Assert.ThrowsAsync<ArchiveException>(() => ChecksumAsync(ArchiveName.Daily(Btc, Day)));
    }

    [Fact]
    public async Task An_archive_without_a_checksum_is_refused()
    {
        _paths.Files[DailyPath] = Zip;

        var exception = await Assert.ThrowsAsync<ArchiveException>(() => GetAsync(ArchiveName.Daily(Btc, Day)));

        Assert.Equal("BTCUSDT-1m-2026-02-02.zip has no .CHECKSUM file beside it", exception.Message);
    }

    [Fact]
    public async Task An_archive_that_is_not_that_of_its_checksum_is_refused()
    {
        Add(DailyPath, "BTCUSDT-1m-2026-02-02.zip");
        _paths.Files[DailyPath] = [.. Zip, 0];

        await Assert.ThrowsAsync<ArchiveException>(() => GetAsync(ArchiveName.Daily(Btc, Day)));
    }

    [Fact]
    public async Task Any_other_answer_is_a_failure()
    {
        _paths.Otherwise = HttpStatusCode.ServiceUnavailable;

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(ArchiveName.Daily(Btc, Day)));
    }

    private void Add(string path, string name)
    {
        _paths.Files[path] = Zip;
        _paths.Files[path + ".CHECKSUM"] = System.Text.Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(Zip))}  {name}\n");
    }

    private async Task<string?> ChecksumAsync(ArchiveName name)
    {
        using var http = new HttpClient(_paths, disposeHandler: false);
        return await new ArchiveClient(http).GetChecksumAsync(name, Cancellation);
    }

    private async Task<ArchiveContent?> GetAsync(ArchiveName name)
    {
        using var http = new HttpClient(_paths, disposeHandler: false);
        return await new ArchiveClient(http).GetAsync(name, Cancellation);
    }

    private sealed class Paths : HttpMessageHandler
    {
        public Dictionary<string, byte[]> Files { get; } = [];

        public HttpStatusCode Otherwise { get; set; } = HttpStatusCode.NotFound;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("data.binance.vision", request.RequestUri!.Host);
            return Task.FromResult(Files.TryGetValue(request.RequestUri.AbsolutePath, out var file)
                ? new HttpResponseMessage { Content = new ByteArrayContent(file) }
                : new HttpResponseMessage(Otherwise));
        }
    }
}
