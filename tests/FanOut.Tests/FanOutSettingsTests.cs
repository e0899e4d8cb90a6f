namespace ServerlessPipeline.FanOut.Tests;

public sealed class FanOutSettingsTests
{
    private static readonly Dictionary<string, string?> Valid = new()
    {
        ["ROWS_QUEUE_URL"] = "https://rows",
        ["REJECTED_ROWS_QUEUE_URL"] = "https://rejected-rows",
        ["STATE_TABLE"] = "PipelineState",
        ["FILE_LIMIT"] = "3",
        ["ROWS_PER_FILE"] = "5",
    };

    public static TheoryData<string> Variables { get; } = [.. Valid.Keys];

    [Fact]
    public void Settings_are_what_the_variables_say()
    {
        var settings = Read();

        Assert.Equal(new FanOutSettings("https://rows", "https://rejected-rows", "PipelineState", 3, 5), settings);
    }

    [Fact]
    public void Words_stand_for_no_limit()
    {
        var settings = Read(("FILE_LIMIT", "unlimited"), ("ROWS_PER_FILE", "all"));

        Assert.Null(settings.FileLimit);
        Assert.Null(settings.RowsPerFile);
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void Missing_variable_is_named(string name)
    {
        foreach (var missing in new[] { null, "" })
        {
            var exception = Assert.Throws<InvalidOperationException>(() => Read((name, missing)));

            Assert.Contains($" {name} ", exception.Message);
        }
    }

    [Theory]
    [InlineData("FILE_LIMIT", "0")]
    [InlineData("FILE_LIMIT", "-1")]
    [InlineData("FILE_LIMIT", "3.5")]
    [InlineData("FILE_LIMIT", "99999999999")]
    [InlineData("FILE_LIMIT", "all")]
    [InlineData("ROWS_PER_FILE", "0")]
    [InlineData("ROWS_PER_FILE", " 5")]
    [InlineData("ROWS_PER_FILE", "unlimited")]
    public void Wrong_number_is_named_with_its_variable(string name, string value)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read((name, value)));

        Assert.Contains(name, exception.Message);
        Assert.Contains($"'{value}'", exception.Message);
    }

    private static FanOutSettings Read(params (string Name, string? Value)[] changes)
    {
        var variables = new Dictionary<string, string?>(Valid);
        foreach (var (name, value) in changes)
        {
            variables[name] = value;
        }

        return FanOutSettings.From(variables.GetValueOrDefault);
    }
}
