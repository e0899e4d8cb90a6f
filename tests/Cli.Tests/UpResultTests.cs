using ServerlessPipeline.Cli.Up;

namespace ServerlessPipeline.Cli.Tests;

public class UpResultTests
{
    [Fact]
    public void The_result_is_one_line_of_JSON()
    {
        var status = new PipelineStatus
        {
            Files = new FileCounts(Uploaded: 4, Claimed: 2, Declined: 1, Rejected: 1, RowsSent: 10),
            Messages = new MessageCounts(Sent: 10, Waiting: 0, InFlight: 0),
            ItemCount = 1,
            Newest = [new StoredCandle("BTCUSDT", "2026-02-02T13:40:00Z", "78000.1", "12.5", "2026-02-02T13:41:01.000Z")],
            DeadLetters = new DeadLetterCounts(Objects: 1, Rows: 2),
            Slots = [],
            SlotLimit = 3,
        };

        var json = UpResult.From(status, new Uri("http://127.0.0.1:4566/")).ToJson();

        Assert.Equal(
            """{"files":{"uploaded":4,"claimed":2,"declined":1,"rejected":1},"messages":{"sent":10},"items":{"written":1},"deadLetters":{"objects":1,"rows":2},"endpoint":"http://127.0.0.1:4566"}""",
            json);
    }
}
