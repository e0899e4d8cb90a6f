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

    [Fact]
    public void A_file_limit_that_its_one_item_cannot_hold_is_refused_with_the_arithmetic()
    {
        var context = Context.OfCdkJson();
        context["fileLimit"] = 6_300.0;

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context, "prod"));

        Assert.Contains("'pipeline.fileLimit' must be a whole number from 1 to 5000, or 'unlimited'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("of 66 bytes a file; DynamoDB keeps 400 KB in one, which are 6,206 files", exception.Message, StringComparison.Ordinal);
        Assert.Contains("with every claim: 323 of the 1,000 that an item has in a second", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A claim takes a write unit for each KB of the slots' item.</summary>
    [Theory]
    [InlineData("unlimited", 100)]
    [InlineData(3.0, 100)]
    [InlineData(700.0, 100)]
    [InlineData(2_000.0, 258)]
    [InlineData(5_000.0, 646)]
    public void The_table_of_the_slots_takes_two_claims_a_second_whatever_the_limit(object limit, int units)
    {
        var context = Context.OfCdkJson();
        context["fileLimit"] = limit;

        Assert.Equal(units, PipelineSettings.From(context, "prod").StateWriteUnits);
    }

    [Theory]
    [InlineData(2, 100, 200, 20, null)]
    [InlineData(2, 1_600, 200, 20, null)]
    [InlineData(2, 1_601, 200, 20, "2 batches (maximumConcurrency) of 1,601 items (batchSize) take 17 seconds, and the function has 16 of its 20 (timeoutSeconds)")]
    [InlineData(1_000, 100, 200, 20, "1,000 batches (maximumConcurrency) of 100 items (batchSize) take 500 seconds")]
    [InlineData(2, 10, 200, 2, null)]
    [InlineData(2, 10, 200, 1, "the function has 0 of its 1 (timeoutSeconds)")]
    public void A_writer_that_cannot_store_its_batches_in_time_is_refused_with_the_arithmetic(
        int concurrency, int batch, int units, int timeout, string? said)
    {
        var context = Context.OfCdkJson();
        var writer = (IDictionary<string, object>)context["writer"];
        (writer["maximumConcurrency"], writer["batchSize"], writer["maximumWriteUnits"], writer["timeoutSeconds"]) =
            ((double)concurrency, (double)batch, (double)units, (double)timeout);

        var exception = Record.Exception(() => PipelineSettings.From(context, "prod"));

        if (said is null)
        {
            Assert.Null(exception);
        }
        else
        {
            Assert.Contains("'pipeline.writer.maximumWriteUnits' is too low: ", Assert.IsType<SettingException>(exception).Message, StringComparison.Ordinal);
            Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        }
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
