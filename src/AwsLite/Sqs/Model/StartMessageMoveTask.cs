#nullable disable
using Amazon.Runtime;

namespace Amazon.SQS.Model;

/// <summary>Moves the messages of a dead-letter queue; back to where they came from if no destination is named.</summary>
public class StartMessageMoveTaskRequest : AmazonSQSRequest
{
    public string DestinationArn { get; set; }

    public int? MaxNumberOfMessagesPerSecond { get; set; }

    public string SourceArn { get; set; }
}

public class StartMessageMoveTaskResponse : AmazonWebServiceResponse
{
    public string TaskHandle { get; set; }
}
