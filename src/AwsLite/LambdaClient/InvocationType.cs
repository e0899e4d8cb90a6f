#nullable disable
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>Whether an invocation's caller waits for the answer.</summary>
public class InvocationType(string value) : ConstantClass(value)
{
    public static readonly InvocationType DryRun = new("DryRun");

    /// <summary>Lambda keeps the event and runs the function by itself; the answer is 202, without a payload.</summary>
    public static readonly InvocationType Event = new("Event");

    public static readonly InvocationType RequestResponse = new("RequestResponse");

    public static implicit operator InvocationType(string value) => FindValue<InvocationType>(value);
}
