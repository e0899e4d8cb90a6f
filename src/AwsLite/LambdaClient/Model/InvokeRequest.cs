#nullable disable
namespace Amazon.Lambda.Model;

public class InvokeRequest : AmazonLambdaRequest
{
    /// <summary>A name, an ARN or a partial ARN.</summary>
    public string FunctionName { get; set; }

    /// <summary>Null for <see cref="InvocationType.RequestResponse"/>.</summary>
    public InvocationType InvocationType { get; set; }

    /// <summary>Null for none.</summary>
    public LogType LogType { get; set; }

    /// <summary>The event, JSON; sent as it is, from its current position.</summary>
    public MemoryStream PayloadStream { get; set; }
}
