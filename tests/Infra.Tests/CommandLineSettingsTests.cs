namespace ServerlessPipeline.Infra.Tests;

/// <summary><c>npx cdk deploy -c fileLimit=5</c>.</summary>
public class CommandLineSettingsTests
{
    [Fact]
    public void A_setting_of_the_command_line_takes_the_place_of_that_of_cdk_json()
    {
        var settings = With(("fileLimit", "5"), ("rowsPerFile", "all"), ("writer.batchSize", "7"), ("symbols", "ETHUSDT,BTCUSDT"));

        Assert.Equal((5, null, 7), (settings.FileLimit, settings.RowsPerFile, settings.Writer.BatchSize));
        Assert.Equal(["ETHUSDT", "BTCUSDT"], settings.Symbols.Select(symbol => symbol.ToString()));
        Assert.Equal(2, settings.Writer.MaximumConcurrency);
    }

    [Theory]
    [InlineData("fileLimit", "0", "pipeline.fileLimit")]
    [InlineData("writer.batchSize", "none", "pipeline.writer.batchSize")]
    [InlineData("writer", "7", "pipeline.writer")]
    [InlineData("symbols", "btc usdt", "pipeline.symbols")]
    public void A_wrong_setting_of_the_command_line_is_named(string name, string value, string named)
    {
        var exception = Assert.Throws<SettingException>(() => With((name, value)));

        Assert.Contains($"'{named}'", exception.Message, StringComparison.Ordinal);
    }

    private static PipelineSettings With(params (string Name, string Value)[] given)
    {
        var context = given.ToDictionary(each => each.Name, each => each.Value);
        return PipelineSettings.From(CommandLineSettings.Over(Context.OfCdkJson(), context.GetValueOrDefault), "prod");
    }
}
