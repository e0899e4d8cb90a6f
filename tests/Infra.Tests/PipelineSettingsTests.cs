namespace ServerlessPipeline.Infra.Tests;

public class PipelineSettingsTests
{
    [Fact]
    public void The_settings_of_cdk_json_are_valid()
    {
        var settings = PipelineSettings.From(Context.OfCdkJson());

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

        var settings = PipelineSettings.From(context);

        Assert.Null(setting == "fileLimit" ? settings.FileLimit : settings.RowsPerFile);
    }

    [Theory]
    [InlineData("fileLimit", 0.0, "pipeline.fileLimit")]
    [InlineData("fileLimit", 2.5, "pipeline.fileLimit")]
    [InlineData("rowsPerFile", "some", "pipeline.rowsPerFile")]
    [InlineData("symbols", "BTCUSDT", "pipeline.symbols")]
    [InlineData("writer", 1.0, "pipeline.writer")]
    [InlineData("fileLimits", 3.0, "pipeline.fileLimits")]
    public void A_wrong_setting_is_named(string setting, object value, string named)
    {
        var context = Context.OfCdkJson();
        context[setting] = value;

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context));

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

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context));

        Assert.Contains($"'pipeline.writer.{setting}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbol_that_is_none_is_named()
    {
        var context = Context.OfCdkJson();
        context["symbols"] = new object[] { "BTCUSDT", "btc usdt" };

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context));

        Assert.Contains("btc usdt", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_setting_is_named()
    {
        var context = Context.OfCdkJson();
        context.Remove("fanOut");

        var exception = Assert.Throws<SettingException>(() => PipelineSettings.From(context));

        Assert.Contains("'pipeline.fanOut' is missing", exception.Message, StringComparison.Ordinal);
    }
}
