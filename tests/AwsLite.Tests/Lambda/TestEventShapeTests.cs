using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS.Internal;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

/// <summary>The test events of <c>events/</c> beside AWS's own samples.</summary>
public sealed class TestEventShapeTests
{
    private static readonly SourceGeneratorLambdaJsonSerializer<EventJson> Serializer = new();

    public static TheoryData<string> S3Events => [.. Names("fan-out-")];

    public static TheoryData<string> SqsEvents => [.. Names("writer-")];

    [Theory]
    [MemberData(nameof(S3Events))]
    public void S3_event_has_the_fields_that_S3_sends(string name)
    {
        // Without a version the function reads the current one: a made-up one could not be read at all.
        var expected = Fields(Sample("s3-put.json")[0]!).Except(["s3.object.versionId"]).Order();

        Assert.All(TestEvent(name), record => Assert.Equal(expected, Fields(record!).Order()));
    }

    [Theory]
    [MemberData(nameof(SqsEvents))]
    public void Sqs_event_has_the_fields_that_the_event_source_mapping_sends(string name)
    {
        var expected = Fields(Sample("sqs-two-messages.json")[0]!).Where(field => !field.StartsWith("messageAttributes.", StringComparison.Ordinal));

        Assert.All(TestEvent(name), record => Assert.Empty(expected.Except(Fields(record!))));
    }

    [Theory]
    [MemberData(nameof(S3Events))]
    public void S3_event_is_read_as_such(string name)
    {
        using var stream = File.OpenRead(PathOf(name));
        var records = Serializer.Deserialize<S3Event>(stream).Records;

        Assert.All(records, record => Assert.Equal("data_1_min/dt=2026-02-02/1340.tsv", record.S3.Object.KeyDecoded));
        Assert.All(records, record => Assert.Equal("ObjectCreated:Put", record.EventName));
    }

    [Theory]
    [MemberData(nameof(SqsEvents))]
    public void Sqs_event_has_the_digests_of_its_messages(string name)
    {
        using var stream = File.OpenRead(PathOf(name));
        var messages = Serializer.Deserialize<SQSEvent>(stream).Records;

        Assert.Equal(messages.Count, messages.Select(message => message.MessageId).Distinct().Count());
        Assert.All(messages, message =>
        {
            Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(message.Body))), message.Md5OfBody);
            var attributes = message.MessageAttributes.ToDictionary(
                attribute => attribute.Key,
                attribute => new Amazon.SQS.Model.MessageAttributeValue
                {
                    DataType = attribute.Value.DataType,
                    StringValue = attribute.Value.StringValue,
                });
            Assert.Equal(Md5Validation.Digest(attributes), message.Md5OfMessageAttributes);
        });
    }

    private static IEnumerable<string> Names(string prefix) => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "TestEvents"), prefix + "*.json")
        .Select(path => Path.GetFileName(path));

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "TestEvents", name);

    private static JsonArray TestEvent(string name) => Records(PathOf(name));

    private static JsonArray Sample(string name) => Records(Path.Combine(AppContext.BaseDirectory, "Events", name));

    private static JsonArray Records(string path) => JsonNode.Parse(File.ReadAllText(path))!["Records"]!.AsArray();

    /// <summary>The paths of all values, such as <c>s3.object.key</c>.</summary>
    private static IEnumerable<string> Fields(JsonNode node, string path = "") => node is JsonObject { Count: > 0 } composite
        ? composite.SelectMany(member => Fields(member.Value!, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))
        : [path];
}
