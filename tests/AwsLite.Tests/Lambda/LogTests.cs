using System.Globalization;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

public sealed class LogTests
{
    private static readonly LambdaEnvironment Json = new() { JsonLog = true };

    [Fact]
    public async Task Json_record_has_the_invocation_s_ids_and_the_named_fields()
    {
        await using var function = await LogAsync(Json, log => log.LogWarning(
            "Sent {Count} rows of {Key} at {Price} on {Time}, {Missing}, {Last:F2}",
            5,
            "13:40 \"µ\"",
            1.50m,
            new DateTimeOffset(2026, 2, 2, 14, 40, 0, TimeSpan.FromHours(1)),
            null!,
            2.345));

        var record = Assert.Single(function.JsonLog).AsObject();

        Assert.Equal(
            [
                ("timestamp", "\"2026-02-02T13:40:05.000Z\""),
                ("level", "\"Warning\""),
                ("requestId", "\"r1\""),
                ("traceId", "\"Root=1-r1\""),
                ("Count", "5"),
                ("Price", "1.50"),
                ("Time", "\"2026-02-02T13:40:00.000Z\""),
                ("Last", "\"2.35\""),
            ],
            record.Where(p => p.Key is not ("message" or "Key")).Select(p => (p.Key, p.Value!.ToJsonString())));
        Assert.Equal("13:40 \"µ\"", (string?)record["Key"]);
        Assert.Equal(
            "Sent 5 rows of 13:40 \"µ\" at 1.50 on 2026-02-02T13:40:00.000Z, {Missing}, 2.35",
            (string?)record["message"]);
    }

    [Fact]
    public async Task Json_record_keeps_the_types_that_json_has()
    {
        await using var function = await LogAsync(Json, log => log.LogInformation(
            "{True} {Long} {Ulong} {Double} {Nan} {Enum} {List} {Span} {BadFormat:%}",
            true,
            long.MinValue,
            ulong.MaxValue,
            0.5,
            double.NaN,
            LogLevel.Trace,
            new[] { "a", null, "b" },
            TimeSpan.FromSeconds(90),
            TimeSpan.Zero));

        var record = Assert.Single(function.JsonLog);

        Assert.Equal("true", record["True"]!.ToJsonString());
        Assert.Equal(long.MinValue.ToString(CultureInfo.InvariantCulture), record["Long"]!.ToJsonString());
        Assert.Equal(ulong.MaxValue.ToString(CultureInfo.InvariantCulture), record["Ulong"]!.ToJsonString());
        Assert.Equal("0.5", record["Double"]!.ToJsonString());
        Assert.Equal("\"NaN\"", record["Nan"]!.ToJsonString());
        Assert.Equal("\"Trace\"", record["Enum"]!.ToJsonString());
        Assert.Equal("""["a",null,"b"]""", record["List"]!.ToJsonString());
        Assert.Equal("\"00:01:30\"", record["Span"]!.ToJsonString());
        Assert.Equal("\"00:00:00\"", record["BadFormat"]!.ToJsonString());
    }

    [Fact]
    public async Task Exception_is_part_of_its_json_record()
    {
        await using var function = await LogAsync(Json, log => log.LogError(
            new FormatException("line 7", new TimeoutException("inner")), "Cannot read {Key}", "k"));

        var record = Assert.Single(function.JsonLog);

        Assert.Equal("Error", (string?)record["level"]);
        Assert.Equal("Cannot read k", (string?)record["message"]);
        Assert.Equal("System.FormatException", (string?)record["errorType"]);
        Assert.Equal("line 7", (string?)record["errorMessage"]);
        Assert.Equal("System.FormatException: line 7", (string?)record["stackTrace"]![0]);
    }

    [Fact]
    public async Task Handler_s_exception_is_logged_with_the_invocation_s_id()
    {
        await using var function = await InProcess.StartAsync((_, _) => throw new FormatException("bad"), Json);
        await function.InvokeAsync("{}", "r-5");

        var record = Assert.Single(function.JsonLog);

        Assert.Equal("Error", (string?)record["level"]);
        Assert.Equal("r-5", (string?)record["requestId"]);
        Assert.Equal("bad", (string?)record["errorMessage"]);
    }

    [Fact]
    public async Task Text_record_has_time_id_level_and_message_between_tabs()
    {
        await using var function = await LogAsync(new(), log =>
        {
            log.LogInformation("Sent {Count} rows", 5);
            log.LogLine("a line {not} a template");
            log.Log("as it is");
        });

        Assert.Equal(
            "2026-02-02T13:40:05.000Z\tr1\tinfo\tSent 5 rows\n" +
            "2026-02-02T13:40:05.000Z\tr1\tinfo\ta line {not} a template\n" +
            "as it is",
            function.Log);
    }

    [Theory]
    [InlineData("{{literal}} {A}", "{{literal}} 1")]
    [InlineData("{A} {B} {C}", "1 2 {C}")]
    [InlineData("{A", "{A")]
    [InlineData("no hole", "no hole")]
    [InlineData("{0}/{1}", "1/2")]
    public async Task Template_is_filled_in_order(string template, string message)
    {
        await using var function = await LogAsync(Json, log => log.LogInformation(template, 1, 2));

        Assert.Equal(message, (string?)Assert.Single(function.JsonLog)["message"]);
    }

    [Theory]
    [InlineData(null, new[] { "Information", "Warning", "Error", "Critical" })]
    [InlineData("TRACE", new[] { "Trace", "Debug", "Information", "Warning", "Error", "Critical" })]
    [InlineData("DEBUG", new[] { "Debug", "Information", "Warning", "Error", "Critical" })]
    [InlineData("INFO", new[] { "Information", "Warning", "Error", "Critical" })]
    [InlineData("WARN", new[] { "Warning", "Error", "Critical" })]
    [InlineData("Error", new[] { "Error", "Critical" })]
    [InlineData("FATAL", new[] { "Critical" })]
    public async Task Records_below_the_level_are_left_out(string? setting, string[] levels)
    {
        var environment = Json with { MinimumLogLevel = LambdaEnvironment.ParseLevel(setting) };
        await using var function = await LogAsync(environment, log =>
        {
            log.LogTrace("");
            log.LogDebug("");
            log.LogInformation("");
            log.LogWarning("");
            log.LogError("");
            log.LogCritical("");
        });

        Assert.Equal(levels, function.JsonLog.Select(record => (string?)record["level"]));
    }

    private static async Task<InProcess> LogAsync(LambdaEnvironment environment, Action<ILambdaLogger> write)
    {
        var function = await InProcess.StartAsync(
            (_, context) =>
            {
                write(context.Logger);
                return Task.FromResult(new Answer());
            },
            environment);
        await function.InvokeAsync("{}");
        return function;
    }
}
