#nullable disable
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.SQS.Model;

public class MessageAttributeValue
{
    [JsonConverter(typeof(MemoryStreamConverter))]
    public MemoryStream BinaryValue { get; set; }

    /// <summary><c>String</c>, <c>Number</c> or <c>Binary</c>, with an own type after a dot where wanted.</summary>
    public string DataType { get; set; }

    public string StringValue { get; set; }
}
