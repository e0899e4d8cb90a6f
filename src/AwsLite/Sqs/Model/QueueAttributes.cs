#nullable disable
using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace Amazon.SQS.Model;

public class GetQueueAttributesRequest : AmazonSQSRequest
{
    public GetQueueAttributesRequest()
    {
    }

    public GetQueueAttributesRequest(string queueUrl, List<string> attributeNames)
    {
        QueueUrl = queueUrl;
        AttributeNames = attributeNames;
    }

    /// <summary>Of <see cref="QueueAttributeName"/>.</summary>
    public List<string> AttributeNames { get; set; }

    public string QueueUrl { get; set; }
}

public class GetQueueAttributesResponse : AmazonWebServiceResponse
{
    /// <summary>By the names of <see cref="QueueAttributeName"/>; numbers are text.</summary>
    public Dictionary<string, string> Attributes { get; set; }

    /// <summary>Waiting to be received.</summary>
    [JsonIgnore]
    public int ApproximateNumberOfMessages => Number(QueueAttributeName.ApproximateNumberOfMessages);

    /// <summary>Sent with a delay that has not passed yet.</summary>
    [JsonIgnore]
    public int ApproximateNumberOfMessagesDelayed => Number(QueueAttributeName.ApproximateNumberOfMessagesDelayed);

    /// <summary>Received and neither deleted nor returned.</summary>
    [JsonIgnore]
    public int ApproximateNumberOfMessagesNotVisible => Number(QueueAttributeName.ApproximateNumberOfMessagesNotVisible);

    [JsonIgnore]
    public string QueueARN => Attributes?.GetValueOrDefault(QueueAttributeName.QueueArn);

    /// <summary>In seconds.</summary>
    [JsonIgnore]
    public int VisibilityTimeout => Number(QueueAttributeName.VisibilityTimeout);

    private int Number(string name) =>
        int.TryParse(Attributes?.GetValueOrDefault(name), out var number) ? number : 0;
}

public class SetQueueAttributesRequest : AmazonSQSRequest
{
    public SetQueueAttributesRequest()
    {
    }

    public SetQueueAttributesRequest(string queueUrl, Dictionary<string, string> attributes)
    {
        QueueUrl = queueUrl;
        Attributes = attributes;
    }

    public Dictionary<string, string> Attributes { get; set; }

    public string QueueUrl { get; set; }
}

public class SetQueueAttributesResponse : AmazonWebServiceResponse;
