#nullable disable
using Amazon.Runtime;

namespace Amazon.SQS.Model;

public class ReceiveMessageRequest : AmazonSQSRequest
{
    public ReceiveMessageRequest()
    {
    }

    public ReceiveMessageRequest(string queueUrl) => QueueUrl = queueUrl;

    /// <summary>One to ten; one where null.</summary>
    public int? MaxNumberOfMessages { get; set; }

    /// <summary>Of the sender's attributes; <c>All</c> for all.</summary>
    public List<string> MessageAttributeNames { get; set; }

    /// <summary>Of <see cref="MessageSystemAttributeName"/>.</summary>
    public List<string> MessageSystemAttributeNames { get; set; }

    public string QueueUrl { get; set; }

    /// <summary>In seconds; the queue's own where null.</summary>
    public int? VisibilityTimeout { get; set; }

    /// <summary>Up to 20, for a long poll; the queue's own where null.</summary>
    public int? WaitTimeSeconds { get; set; }
}

public class ReceiveMessageResponse : AmazonWebServiceResponse
{
    /// <summary>Null where there are none.</summary>
    public List<Message> Messages { get; set; }
}
