#nullable disable
using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class InvokeResponse : AmazonWebServiceResponse
{
    /// <summary>The version that ran, such as <c>$LATEST</c>.</summary>
    public string ExecutedVersion { get; set; }

    /// <summary>Null where the function succeeded; else the payload says what happened.</summary>
    public string FunctionError { get; set; }

    /// <summary>The end of the log in base64, where it was asked for.</summary>
    public string LogResult { get; set; }

    /// <summary>The function's answer, or an error document; JSON.</summary>
    public MemoryStream Payload { get; set; }

    /// <summary>200, whether the function succeeded or not; 202 for an event, 204 for a dry run.</summary>
    public int? StatusCode { get; set; }
}
