#nullable disable
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.Lambda.SQSEvents;

/// <summary>The batch of messages that a queue's event source mapping hands to a function.</summary>
public class SQSEvent
{
    public List<SQSMessage> Records { get; set; }

    public class SQSMessage
    {
        public string MessageId { get; set; }

        public string ReceiptHandle { get; set; }

        public string Body { get; set; }

        public string Md5OfBody { get; set; }

        public string Md5OfMessageAttributes { get; set; }

        public string EventSourceArn { get; set; }

        public string EventSource { get; set; }

        public string AwsRegion { get; set; }

        /// <summary>The queue's own, such as <c>ApproximateReceiveCount</c>; numbers are text.</summary>
        public Dictionary<string, string> Attributes { get; set; }

        /// <summary>The sender's.</summary>
        public Dictionary<string, MessageAttribute> MessageAttributes { get; set; }
    }

    public class MessageAttribute
    {
        /// <summary>For the types <c>String</c> and <c>Number</c>.</summary>
        public string StringValue { get; set; }

        /// <summary>For the type <c>Binary</c>; base64 on the wire.</summary>
        [JsonConverter(typeof(MemoryStreamConverter))]
        public MemoryStream BinaryValue { get; set; }

        public string DataType { get; set; }
    }
}
