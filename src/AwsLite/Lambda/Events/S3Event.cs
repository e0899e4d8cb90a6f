#nullable disable
using System.Net;

namespace Amazon.Lambda.S3Events;

/// <summary>What S3 sends to a function when objects change.</summary>
public class S3Event
{
    public List<S3EventNotificationRecord> Records { get; set; }

    public class S3EventNotificationRecord
    {
        public string AwsRegion { get; set; }

        /// <summary>Such as <c>ObjectCreated:Put</c>; the notification's configuration says <c>s3:</c> before it.</summary>
        public string EventName { get; set; }

        public string EventSource { get; set; }

        /// <summary>UTC.</summary>
        public DateTime EventTime { get; set; }

        public string EventVersion { get; set; }

        public S3Entity S3 { get; set; }
    }

    public class S3Entity
    {
        public string ConfigurationId { get; set; }

        public S3BucketEntity Bucket { get; set; }

        public S3ObjectEntity Object { get; set; }

        public string S3SchemaVersion { get; set; }
    }

    public class S3BucketEntity
    {
        public string Name { get; set; }

        public string Arn { get; set; }
    }

    public class S3ObjectEntity
    {
        /// <summary>As on the wire, URL-encoded: a space is a plus sign.</summary>
        public string Key { get; set; }

        /// <summary>The key by which S3 knows the object.</summary>
        public string KeyDecoded => WebUtility.UrlDecode(Key);

        /// <summary>In bytes.</summary>
        public long Size { get; set; }

        /// <summary>Without the quotes that the HTTP header has.</summary>
        public string ETag { get; set; }

        /// <summary>Null where the bucket has no versioning.</summary>
        public string VersionId { get; set; }

        /// <summary>Hexadecimal; orders the events of one key, once padded to the same length.</summary>
        public string Sequencer { get; set; }
    }
}
