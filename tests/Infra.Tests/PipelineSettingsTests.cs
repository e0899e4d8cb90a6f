namespace ServerlessPipeline.Infra.Tests;

public class PipelineSettingsTests
{
    [Fact]
    public void The_settings_of_cdk_json_are_valid()
    {
        var settings = PipelineSettings.From(Context.OfCdkJson(), "prod");

        Assert.Equal("BTCUSDT", settings.Symbols[0].ToString());
        Assert.Equal(3, settings.FileLimit);
        Assert.Equal(5, settings.RowsPerFile);
    }

    [Theory]
    [InlineData("fileLimit", "unlimited")]
    [InlineData("rowsPerFile", "all")]
    public void A_limit_can_be_lifted(string setting, string word)
    {
        var context = Context.OfCdkJson();
        context[setting] = word;

        var settings = PipelineSettings.From(context, "prod");

        Assert.Null(setting == "fileLimit" ? settings.FileLimit : settings.RowsPerFile);
    }

    [Theory]
    [InlineData("fileLimit", 0.0, "pipeline.fileLimit")]
    [InlineData("fileLimit", 2.5, "pipeline.fileLimit")]
    [InlineData("rowsPerFile", "some", "pipeline.rowsPerFile")]
    [InlineData("symbols", "BTCUSDT", "pipeline.symbols")]
    [InlineData("writer", 1.0, "pipeline.writer")]
    [InlineData("fileLimits", 3.0, "pipeline.fileLimits")]
    [InlineData("exchangeUrl", "http://data-api.binance.vision", "pipeline.exchangeUrl")]
    [InlineData("exchangeUrl", "data-api.binance.vision", "pipeline.exchangeUrl")]
    [InlineData("regionGuard", "on", "pipeline.regionGuard")]
    [InlineData("alarmEmail", "someone", "pipeline.alarmEmail")]
    [InlineData("fetcher", "t3.micro", "pipeline.fetcher")]
    public void A_wrong_setting_is_named(string setting, object value, string named)
    {
        var context = Context.OfCdkJson();
        context[setting] = value;

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context, "prod"));

        Assert.Contains($"'{named}'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maximumConcurrency", 1.0)]
    [InlineData("batchSize", 10_001.0)]
    [InlineData("timeoutSeconds", 901.0)]
    public void A_wrong_setting_of_a_section_is_named_with_its_section(string setting, double value)
    {
        var context = Context.OfCdkJson();
        ((IDictionary<string, object>)context["writer"])[setting] = value;

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context, "prod"));

        Assert.Contains($"'pipeline.writer.{setting}'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fetcher", "instanceType", "micro")]
    [InlineData("writer", "batchingWindowSeconds", 0.0)]
    [InlineData("retention", "infrequentAccessAfterDays", 29.0)]
    [InlineData("retention", "filesExpireAfterDays", 30.0)]
    [InlineData("retention", "filesExpireAfterDays", "later")]
    [InlineData("retention", "oldVersionsExpireAfterDays", 0.0)]
    [InlineData("retention", "logsDays", 31.0)]
    public void A_wrong_setting_of_another_section_is_named_with_its_section(string section, string setting, object value)
    {
        var context = Context.OfCdkJson();
        ((IDictionary<string, object>)context[section])[setting] = value;

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context, "prod"));

        Assert.Contains($"'pipeline.{section}.{setting}'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test")]
    [InlineData(null)]
    public void A_stage_is_prod_or_dev(string? stage)
    {
        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(Context.OfCdkJson(), stage));

        Assert.Contains("'stage' must be 'prod' or 'dev'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_hears_of_alarms_without_an_address()
    {
        var context = Context.OfCdkJson();
        var without = PipelineSettings.From(context, "prod");
        context["alarmEmail"] = "operator@example.com";

        var with = PipelineSettings.From(context, "prod");

        Assert.Null(without.AlarmEmail);
        Assert.Equal("operator@example.com", with.AlarmEmail);
    }

    [Fact]
    public void A_symbol_that_is_none_is_named()
    {
        var context = Context.OfCdkJson();
        context["symbols"] = new object[] { "BTCUSDT", "btc usdt" };

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context, "prod"));

        Assert.Contains("btc usdt", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_setting_is_named()
    {
        var context = Context.OfCdkJson();
        context.Remove("fanOut");

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context, "prod"));

        Assert.Contains("'pipeline.fanOut' is missing", exception.Message, StringComparison.Ordinal);
    }
}
