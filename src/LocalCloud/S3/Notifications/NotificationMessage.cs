using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Notifications;

/// <summary>The JSON that S3 sends (user guide, "Event message structure"), event version 2.1, one record a message.</summary>
internal static class NotificationMessage
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Bucket bucket, NotificationRule rule, ObjectEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            WriteRecord(json, bucket, rule, happened);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteRecord(Utf8JsonWriter json, Bucket bucket, NotificationRule rule, ObjectEvent happened)
    {
        json.WriteStartObject();
        json.WriteString("eventVersion", "2.1");
        json.WriteString("eventSource", "aws:s3");
        json.WriteString("awsRegion", LocalAccount.Region);
        json.WriteString("eventTime", happened.Time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
        json.WriteString("eventName", happened.Name);
        WriteIdentity(json, "userIdentity");
        json.WriteStartObject("requestParameters");
        json.WriteString("sourceIPAddress", happened.Origin.SourceAddress);
        json.WriteEndObject();
        json.WriteStartObject("responseElements");
        json.WriteString("x-amz-request-id", happened.Origin.RequestId);
        json.WriteString("x-amz-id-2", happened.Origin.HostId);
        json.WriteEndObject();
        json.WriteStartObject("s3");
        json.WriteString("s3SchemaVersion", "1.0");
        json.WriteString("configurationId", rule.Id);
        json.WriteStartObject("bucket");
        json.WriteString("name", bucket.Name);
        WriteIdentity(json, "ownerIdentity");
        json.WriteString("arn", LocalAccount.Arn("s3", bucket.Name));
        json.WriteEndObject();
        WriteObject(json, bucket, happened);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, Bucket bucket, ObjectEvent happened)
    {
        json.WriteStartObject("object");
        json.WriteString("key", UrlEncoding.Encode(happened.Version.Key));
        if (happened.IsCreation)
        {
            json.WriteNumber("size", happened.Version.Size);
            json.WriteString("eTag", happened.Version.ETag);
        }

        if (bucket.Shown(happened.Version.VersionId) is { } versionId)
        {
            json.WriteString("versionId", versionId);
        }

        json.WriteString("sequencer", happened.Sequencer.ToString("X18"));
        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("principalId", LocalAccount.Id);
        json.WriteEndObject();
    }
}
