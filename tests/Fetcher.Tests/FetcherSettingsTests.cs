namespace ServerlessPipeline.Fetcher.Tests;

public sealed class FetcherSettingsTests
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["BUCKET"] = "market",
        ["SYMBOLS"] = "BTCUSDT, ETHUSDT",
        ["SPOOL_FOLDER"] = "/var/spool/fetcher",
    };

    [Fact]
    public void Defaults_are_the_real_exchange_live_and_without_end()
    {
        var settings = Read();

        Assert.Equal(["BTCUSDT", "ETHUSDT"], settings.Symbols.Select(symbol => symbol.ToString()));
        Assert.Equal(new Uri("https://data-api.binance.vision"), settings.ExchangeUrl);
        Assert.Equal((null, null, 1d), (settings.FirstMinute, settings.Minutes, settings.ClockSpeed));
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Grace);
    }

    [Fact]
    public void Everything_can_be_set()
    {
        _environment["EXCHANGE_URL"] = "http://127.0.0.1:9000";
        _environment["FIRST_MINUTE"] = "2026-02-02T14:40:00+01:00";
        _environment["MINUTES"] = "3";
        _environment["CLOCK_SPEED"] = "600";
        _environment["GRACE"] = "0.5";

        var settings = Read();

        Assert.Equal(new Uri("http://127.0.0.1:9000"), settings.ExchangeUrl);
        Assert.Equal(new DateTimeOffset(2026, 2, 2, 13, 40, 0, TimeSpan.Zero), settings.FirstMinute);
        Assert.Equal((3, 600d, TimeSpan.FromSeconds(0.5)), (settings.Minutes, settings.ClockSpeed, settings.Grace));
    }

    [Theory]
    [InlineData("BUCKET", "")]
    [InlineData("SYMBOLS", "")]
    [InlineData("SYMBOLS", "BTCUSDT,,ETHUSDT")]
    [InlineData("SYMBOLS", "btcusdt")]
    [InlineData("SYMBOLS", "BTCUSDT,ETHUSDT,BTCUSDT")]
    [InlineData("SPOOL_FOLDER", "")]
    [InlineData("EXCHANGE_URL", "data-api.binance.vision")]
    [InlineData("EXCHANGE_URL", "ftp://data-api.binance.vision")]
    [InlineData("FIRST_MINUTE", "yesterday")]
    [InlineData("FIRST_MINUTE", "2026-02-02T13:40:01Z")]
    [InlineData("MINUTES", "0")]
    [InlineData("MINUTES", "-1")]
    [InlineData("CLOCK_SPEED", "0")]
    [InlineData("CLOCK_SPEED", "NaN")]
    [InlineData("GRACE", "-1")]
    [InlineData("GRACE", "3600")]
    public void Wrong_value_is_refused_by_the_variables_name(string variable, string value)
    {
        _environment[variable] = value;

        var error = Assert.Throws<SettingsException>(Read);

        Assert.Contains($"variable {variable} ", error.Message);
        Assert.Contains(value.Split(',')[0], error.Message);
    }

    [Fact]
    public void More_symbols_than_the_exchange_allows_an_address_are_refused_with_the_arithmetic()
    {
        _environment["SYMBOLS"] = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"S{i}USDT"));

        var error = Assert.Throws<SettingsException>(Read);

        Assert.Equal(
            "The environment variable SYMBOLS names 3000 symbols, too many for one address: a minute takes 3300 calls (a tenth asked twice) of "
            + "weight 2 and 1 for the clock, 6601 in all, and the exchange allows 6000 a minute. At most 2726 are possible.",
            error.Message);
    }

    private FetcherSettings Read() => FetcherSettings.Read(_environment.GetValueOrDefault);
}
