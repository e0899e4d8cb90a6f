#nullable disable
using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class GetFunctionRequest : AmazonLambdaRequest
{
    /// <summary>A name, an ARN or a partial ARN.</summary>
    public string FunctionName { get; set; }
}

public class GetFunctionResponse : AmazonWebServiceResponse
{
    public FunctionConfiguration Configuration { get; set; }

    /// <summary>Null where none is reserved.</summary>
    public Concurrency Concurrency { get; set; }
}

public class Concurrency
{
    /// <summary>0 switches the function off.</summary>
    public int? ReservedConcurrentExecutions { get; set; }
}

public class FunctionConfiguration
{
    public string FunctionName { get; set; }

    /// <summary>One that is not active yet, or no more, cannot be invoked.</summary>
    public State State { get; set; }

    public string StateReason { get; set; }

    /// <summary>Of the last change to the function.</summary>
    public LastUpdateStatus LastUpdateStatus { get; set; }

    public string LastUpdateStatusReason { get; set; }
}
