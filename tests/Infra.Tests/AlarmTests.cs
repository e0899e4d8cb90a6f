using System.Text.RegularExpressions;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public partial class AlarmTests(ProductionStack stack)
{
    [Theory]
    [InlineData("DeadLetterRows", "ApproximateNumberOfMessagesVisible", 0)]
    [InlineData("FailedFiles", "ApproximateNumberOfMessagesVisible", 0)]
    [InlineData("FanOutErrors", "Errors", 0)]
    [InlineData("FanOutThrottles", "Throttles", 0)]
    [InlineData("WriterErrors", "Errors", 0)]
    [InlineData("WriterThrottles", "Throttles", 0)]
    [InlineData("OpenGaps", "GapsOpen", 0)]
    [InlineData("FullSpool", "SpooledFiles", 10)]
    [InlineData("OldestMessage", "ApproximateAgeOfOldestMessage", 900)]
    [InlineData("NoFile", "Invocations", 1)]
    [InlineData("ProcessedDataThrottles", "WriteThrottleEvents", 0)]
    [InlineData("PipelineStateThrottles", "WriteThrottleEvents", 0)]
    public void What_needs_a_person_has_an_alarm(string name, string metric, int threshold)
    {
        var alarm = Assert.Single(Alarms(), alarm => (string?)alarm["AlarmName"] == $"ServerlessPipeline-{name}");

        Assert.Equal(metric, (string?)alarm["MetricName"]);
        Assert.Equal(threshold, (int?)alarm["Threshold"]);
    }

    [Fact]
    public void Five_minutes_without_a_file_are_an_alarm_even_where_there_is_no_data()
    {
        var alarm = Assert.Single(Alarms(), alarm => (string?)alarm["AlarmName"] == "ServerlessPipeline-NoFile");

        Assert.Equal(("LessThanThreshold", 60, 5, "breaching"), (
            (string?)alarm["ComparisonOperator"], (int?)alarm["Period"], (int?)alarm["EvaluationPeriods"], (string?)alarm["TreatMissingData"]));
    }

    [Fact]
    public void Every_alarm_goes_to_the_topic_when_it_starts_and_when_it_ends() => Assert.All(Alarms(), alarm =>
    {
        Assert.StartsWith("MonitoringAlarms", (string?)alarm["AlarmActions"]![0]!["Ref"], StringComparison.Ordinal);
        Assert.StartsWith("MonitoringAlarms", (string?)alarm["OKActions"]![0]!["Ref"], StringComparison.Ordinal);
    });

    [Fact]
    public void Every_alarm_names_a_section_of_the_runbook()
    {
        var headings = File.ReadLines(Path.Combine(Checkout.Root, "docs", "runbook.md"))
            .Where(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'))
            .ToHashSet();

        Assert.All(Alarms(), alarm => Assert.Contains(Section().Match((string)alarm["AlarmDescription"]!).Groups["section"].Value, headings));
    }

    [Fact]
    public void CloudWatch_may_publish_to_the_topic() => stack.Template.HasResourceProperties("AWS::SNS::TopicPolicy", new Dictionary<string, object>
    {
        ["PolicyDocument"] = Amazon.CDK.Assertions.Match.ObjectLike(new Dictionary<string, object>
        {
            ["Statement"] = Amazon.CDK.Assertions.Match.ArrayWith(
            [
                Amazon.CDK.Assertions.Match.ObjectLike(new Dictionary<string, object>
                {
                    ["Effect"] = "Allow",
                    ["Action"] = "sns:Publish",
                    ["Principal"] = new Dictionary<string, object> { ["Service"] = "cloudwatch.amazonaws.com" },
                }),
            ]),
        }),
    });

    [Fact]
    public void There_is_one_dashboard_with_every_alarm_on_it()
    {
        var dashboard = Assert.Single(stack.Resources("AWS::CloudWatch::Dashboard")).Value.ToJsonString();

        Assert.All(stack.Resources("AWS::CloudWatch::Alarm").Keys, id => Assert.Contains($"\"{id}\"", dashboard, StringComparison.Ordinal));
    }

    private IEnumerable<System.Text.Json.Nodes.JsonNode> Alarms() =>
        stack.Resources("AWS::CloudWatch::Alarm").Values.Select(alarm => alarm["Properties"]!);

    [GeneratedRegex(@"docs/runbook\.md#(?<section>[a-z-]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Section();
}
