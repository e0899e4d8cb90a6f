using ServerlessPipeline.Cli.Invoke;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>How <c>pipeline invoke</c> shows a function's log.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData(
        """{"timestamp":"2026-02-02T13:41:02.500Z","level":"Information","requestId":"r","message":"File a sent","file":"a"}""",
        "13:41:02.500 information File a sent")]
    [InlineData(
        """{"time":"2026-02-02T13:41:02.5+00:00","type":"platform.start","record":{"requestId":"r","version":"$LATEST"}}""",
        "13:41:02.500 platform    start, request r")]
    [InlineData(
        """{"time":"2026-02-02T13:41:02.5+00:00","type":"platform.report","record":{"requestId":"r","metrics":{"durationMs":12.5,"maxMemoryUsedMB":64}}}""",
        "13:41:02.500 platform    report, request r: 12.5 ms, 64 MB")]
    [InlineData("""estId":"r","message":"cut"}""", """estId":"r","message":"cut"}""")]
    [InlineData("plain text", "plain text")]
    [InlineData("[1]", "[1]")]
    public void A_line_is_time_level_and_message_and_what_is_no_such_line_stays(string line, string readable) =>
        Assert.Equal(readable, LogText.Readable(line));

    [Fact]
    public void An_error_is_told_with_its_stack()
    {
        var readable = LogText.Readable(
            """{"timestamp":"2026-02-02T13:41:02.500Z","level":"Error","message":"File a failed","errorType":"T","errorMessage":"m","stackTrace":["T: m","at A","at B"]}""");

        Assert.Equal(
            ["13:41:02.500 error       File a failed", "  T: m", "    at A", "    at B"], readable.Split(Environment.NewLine));
    }
}
