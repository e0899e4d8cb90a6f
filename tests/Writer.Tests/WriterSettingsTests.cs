namespace ServerlessPipeline.Writer.Tests;

public sealed class WriterSettingsTests
{
    private static readonly Dictionary<string, string?> Valid = new()
    {
        ["TABLE"] = "ProcessedData",
        ["DEAD_LETTERS_QUEUE_URL"] = "https://dead-letters",
        ["MAXIMUM_RECEIVES"] = "5",
    };

    public static TheoryData<string> Variables { get; } = [.. Valid.Keys];

    [Fact]
    public void Settings_are_what_the_variables_say() =>
        Assert.Equal(new WriterSettings("ProcessedData", "https://dead-letters", 5), Read("TABLE", "ProcessedData"));

    [Theory]
    [MemberData(nameof(Variables))]
    public void Missing_variable_is_named(string name)
    {
        foreach (var missing in new[] { null, "" })
        {
            Assert.Contains($" {name} ", Assert.Throws<InvalidOperationException>(() => Read(name, missing)).Message);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public void Wrong_number_is_named_with_its_variable(string value)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read("MAXIMUM_RECEIVES", value));

        Assert.Contains("MAXIMUM_RECEIVES", exception.Message);
        Assert.Contains($"'{value}'", exception.Message);
    }

    private static WriterSettings Read(string name, string? value) =>
        WriterSettings.From(variable => variable == name ? value : Valid.GetValueOrDefault(variable));
}
