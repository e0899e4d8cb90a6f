using System.Text;
using System.Text.Json.Serialization;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

/// <summary>
/// The samples of "Using AWS Lambda with Amazon S3" and "Using Lambda with Amazon SQS" in Lambda's developer guide,
/// the first with a key that needs decoding, the second with a binary attribute.
/// </summary>
public sealed class EventTests
{
    private static readonly SourceGeneratorLambdaJsonSerializer<EventJson> Serializer = new();

    [Fact]
    public void S3_event_is_read_with_its_key_as_sent_and_decoded()
    {
        var record = Assert.Single(Read<S3Event>("s3-put.json").Records);

        Assert.Equal("ObjectCreated:Put", record.EventName);
        Assert.Equal("aws:s3", record.EventSource);
        Assert.Equal("us-east-2", record.AwsRegion);
        Assert.Equal("2.1", record.EventVersion);
        Assert.Equal(new DateTime(2019, 9, 3, 19, 37, 27, 192, DateTimeKind.Utc), record.EventTime);
        Assert.Equal(DateTimeKind.Utc, record.EventTime.Kind);
        Assert.Equal("1.0", record.S3.S3SchemaVersion);
        Assert.Equal("828aa6fc-f7b5-4305-8584-487c791949c1", record.S3.ConfigurationId);
        Assert.Equal("DOC-EXAMPLE-BUCKET", record.S3.Bucket.Name);
        Assert.Equal("arn:aws:s3:::DOC-EXAMPLE-BUCKET", record.S3.Bucket.Arn);
        Assert.Equal("data_1_min/dt%3D2026-02-02/13+40%2B1.tsv", record.S3.Object.Key);
        Assert.Equal("data_1_min/dt=2026-02-02/13 40+1.tsv", record.S3.Object.KeyDecoded);
        Assert.Equal(1305107, record.S3.Object.Size);
        Assert.Equal("b21b84d653bb07b05b1e6b33684dc11b", record.S3.Object.ETag);
        Assert.Equal("096fKKXTRTtl3on89fVO.nfljtsv6qko", record.S3.Object.VersionId);
        Assert.Equal("0C0F6F405D6ED209E1", record.S3.Object.Sequencer);
    }

    [Fact]
    public void Sqs_event_is_read_with_both_messages_and_their_attributes()
    {
        var records = Read<SQSEvent>("sqs-two-messages.json").Records;

        Assert.Equal(2, records.Count);
        var message = records[0];
        Assert.Equal("059f36b4-87a3-44ab-83d2-661975830a7d", message.MessageId);
        Assert.Equal("AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...", message.ReceiptHandle);
        Assert.Equal("Test message.", message.Body);
        Assert.Equal("e4e68fb7bd0e697a0ae8f1bb342846b3", message.Md5OfBody);
        Assert.Equal("582c92c5c5b6ac403040a4f3ab3115c9", message.Md5OfMessageAttributes);
        Assert.Equal("aws:sqs", message.EventSource);
        Assert.Equal("arn:aws:sqs:us-east-2:123456789012:my-queue", message.EventSourceArn);
        Assert.Equal("us-east-2", message.AwsRegion);
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
        Assert.Equal("myValue", message.MessageAttributes["myAttribute"].StringValue);
        Assert.Equal("String", message.MessageAttributes["myAttribute"].DataType);
        Assert.Null(message.MessageAttributes["myAttribute"].BinaryValue);
        Assert.Equal("1100"u8.ToArray(), message.MessageAttributes["myBinary"].BinaryValue.ToArray());
        Assert.Empty(records[1].MessageAttributes);
    }

    [Fact]
    public void Partial_batch_response_has_the_names_that_the_event_source_mapping_reads()
    {
        var response = new SQSBatchResponse([new() { ItemIdentifier = "m1" }, new() { ItemIdentifier = "m2" }]);

        var json = Write(response);

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m2"}]}""", json);
    }

    [Fact]
    public void Batch_response_of_full_success_has_an_empty_list()
    {
        var json = Write(new SQSBatchResponse());

        Assert.Equal("""{"batchItemFailures":[]}""", json);
    }

    [Fact]
    public void Names_are_written_as_declared_nulls_left_out_and_text_escaped_as_little_as_json_allows()
    {
        var json = Write(new SQSEvent { Records = [new() { Body = "µ <\"> +", EventSourceArn = null }] });

        Assert.Equal("""{"Records":[{"Body":"µ <\"> +"}]}""", json);
    }

    [Fact]
    public void Customizer_has_the_last_word_on_the_options()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<EventJson>(
            options => options.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower);
        using var stream = new MemoryStream();

        serializer.Serialize(new SQSEvent { Records = [new() { MessageId = "m" }] }, stream);

        Assert.Equal("""{"records":[{"message_id":"m"}]}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Type_that_the_context_lacks_is_named()
    {
        var error = Assert.Throws<JsonSerializerException>(() => Write(new Version(1, 2)));

        Assert.Contains("System.Version", error.Message, StringComparison.Ordinal);
    }

    private static T Read<T>(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Events", file));
        return Serializer.Deserialize<T>(stream);
    }

    private static string Write<T>(T value)
    {
        using var stream = new MemoryStream();
        Serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

[JsonSerializable(typeof(S3Event))]
[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
internal sealed partial class EventJson : JsonSerializerContext;
