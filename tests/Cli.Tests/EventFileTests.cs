using System.Text;
using ServerlessPipeline.Cli.Invoke;

namespace ServerlessPipeline.Cli.Tests;

public sealed class EventFileTests : IDisposable
{
    private const string Event = """{"Records":[{"key":"ünïcödé"}]}""";

    private readonly string _path = Path.GetTempFileName();

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE"];

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void An_event_file_with_a_byte_order_mark_is_read_in_its_encoding(string encoding)
    {
        File.WriteAllText(_path, Event, Encoding.GetEncoding(encoding));

        Assert.Equal(Event, Encoding.UTF8.GetString(EventFile.Read(_path)));
    }

    [Fact]
    public void An_event_file_without_a_byte_order_mark_is_sent_as_it_is()
    {
        var content = Encoding.UTF8.GetBytes($" {Event}\n");
        File.WriteAllBytes(_path, content);

        Assert.Equal(content, EventFile.Read(_path));
    }

    [Fact]
    public void A_file_that_is_no_JSON_in_any_encoding_is_refused()
    {
        File.WriteAllText(_path, "Records", Encoding.Unicode);

        Assert.Throws<CommandException>(() => EventFile.Read(_path));
    }
}
