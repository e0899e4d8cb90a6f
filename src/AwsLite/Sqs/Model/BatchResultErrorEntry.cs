#nullable disable
namespace Amazon.SQS.Model;

/// <summary>Why one entry of a batch failed, where the others did not.</summary>
public class BatchResultErrorEntry
{
    public string Code { get; set; }

    /// <summary>The entry's, within the batch.</summary>
    public string Id { get; set; }

    public string Message { get; set; }

    /// <summary>Whether sending it again as it is would be of no use.</summary>
    public bool? SenderFault { get; set; }
}
