#nullable disable
namespace Amazon.SQS.Model;

/// <summary>A message as received. What was not asked for, or is not there, is null.</summary>
public class Message
{
    /// <summary>SQS's own, by the names of <see cref="MessageSystemAttributeName"/>.</summary>
    public Dictionary<string, string> Attributes { get; set; }

    public string Body { get; set; }

    public string MD5OfBody { get; set; }

    public string MD5OfMessageAttributes { get; set; }

    /// <summary>The sender's.</summary>
    public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; }

    public string MessageId { get; set; }

    /// <summary>Of this one receipt; the newest is the one that counts.</summary>
    public string ReceiptHandle { get; set; }
}
