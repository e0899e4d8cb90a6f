using System.Text.Json;
using ServerlessPipeline.Cli.Invoke;

namespace ServerlessPipeline.Cli.Tests;

public class InvokeResultTests
{
    [Fact]
    public void The_result_is_one_line_of_JSON()
    {
        using var payload = JsonDocument.Parse("""{ "batchItemFailures": [ ], "note": "µ > 0" }""");
        var result = new InvokeResult(200, null, payload.RootElement, ["START", "END"], 153);

        Assert.Equal(
            """{"statusCode":200,"functionError":null,"payload":{"batchItemFailures":[],"note":"µ > 0"},"log":["START","END"],"durationMilliseconds":153}""",
            result.ToJson());
    }
}
