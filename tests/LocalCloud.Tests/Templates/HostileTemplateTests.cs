using System.Text;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Templates;

/// <summary>Templates that no tool writes: refused in time, by what is wrong with them, and never the end of the process.</summary>
public sealed class HostileTemplateTests
{
    private const int Many = 5000;

    [Fact]
    public void Condition_that_refers_to_itself_is_refused()
    {
        var errors = Synthesized.Errors("""
            { "Conditions": { "A": { "Condition": "B" }, "B": { "Fn::Not": [{ "Condition": "A" }] } },
              "Resources": { "Queue": { "Type": "AWS::SQS::Queue", "Condition": "A" } } }
            """);

        Assert.Equal("Stack/Conditions.B: the condition 'A' refers to itself", Assert.Single(errors));
    }

    [Fact]
    public void Resource_whose_condition_asks_for_it_is_refused()
    {
        var errors = Synthesized.Errors("""
            { "Conditions": { "A": { "Fn::Equals": [{ "Ref": "Queue" }, "x"] } },
              "Resources": { "Queue": { "Type": "AWS::SQS::Queue", "Condition": "A" } } }
            """);

        Assert.Contains("refers to itself", Assert.Single(errors));
    }

    [Fact]
    public void Conditions_that_name_one_another_twice_are_evaluated_once()
    {
        var conditions = Enumerable.Range(1, 60).Select(i => $$""" "C{{i}}": { "Fn::And": [{ "Condition": "C{{i - 1}}" }, { "Condition": "C{{i - 1}}" }] } """);

        var deployment = Synthesized.Read($$"""
            { "Conditions": { "C0": { "Fn::Equals": ["a", "a"] }, {{string.Join(",", conditions)}} },
              "Resources": { "Queue": { "Type": "AWS::SQS::Queue", "Condition": "C60" } } }
            """);

        Assert.Single(deployment.Queues);
    }

    [Fact]
    public void Names_in_a_row_without_end_are_refused()
    {
        var errors = Synthesized.Errors(Queues(Many, i => $$"""{ "Ref": "Q{{i + 1}}" }"""));

        Assert.Contains(errors, error => error.EndsWith("too many values refer to one another in a row", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_double_are_refused()
    {
        var errors = Synthesized.Errors(Queues(60, i => i == 59 ? "\"ab\"" : $$"""{ "Fn::Sub": "${Q{{i + 1}}.QueueName}${Q{{i + 1}}.QueueName}" }"""));

        Assert.All(errors, error => Assert.EndsWith("the name has 128 characters, more than the 80 that AWS takes", error));
    }

    [Fact]
    public void Text_that_doubles_from_stack_to_stack_is_refused()
    {
        var stacks = Enumerable.Range(0, 40).Select(i => (
            $"Stack{i}",
            i == 0
                ? """{ "Outputs": { "O": { "Value": "ab", "Export": { "Name": "e0" } } } }"""
                : $$"""{ "Outputs": { "O": { "Value": { "Fn::Join": ["", [{ "Fn::ImportValue": "e{{i - 1}}" }, { "Fn::ImportValue": "e{{i - 1}}" }]] }, "Export": { "Name": "e{{i}}" } } } }""")).ToArray();

        var errors = Assert.Throws<TemplateException>(() => Synthesized.Read(stacks)).Errors;

        Assert.Contains("the text has 2097152 characters, more than the 1048576 of a template", errors[0]);
    }

    [Fact]
    public void Placeholders_that_do_not_end_are_text()
    {
        var text = string.Concat(Enumerable.Repeat("${", 100_000));

        var deployment = Synthesized.Read($$"""{ "Outputs": { "O": { "Value": { "Fn::Sub": "{{text}}" } } } }""");

        Assert.Equal(text, Assert.Single(deployment.Outputs).Value);
    }

    [Theory]
    [InlineData("""{ "Resources": {}, "Resources": {} }""", "Duplicate")]
    [InlineData("""{ "Resources": { "Queue": { "Type": "\ud800" } } }""", "half a surrogate pair")]
    public void Template_that_can_be_read_in_two_ways_is_refused(string template, string expected)
    {
        var error = Assert.Single(Synthesized.Errors(template));

        Assert.Contains(expected, error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void User_data_that_nests_without_end_is_refused()
    {
        var exception = Assert.Throws<FormatException>(() => UserData.Program(
            "#cloud-config\nwrite_files: " + new string('[', 16_000), new Dictionary<string, string> { ["a"] = "" }));

        Assert.Contains("it is nested deeper than 64 levels", exception.Message);
    }

    private static string Queues(int count, Func<int, string> name)
    {
        var resources = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            resources.Append(resources.Length > 0 ? "," : "")
                .Append($$""" "Q{{i}}": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": {{name(i)}} } } """);
        }

        return $$"""{ "Resources": { {{resources}} } }""";
    }
}
