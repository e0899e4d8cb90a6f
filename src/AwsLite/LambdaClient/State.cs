#nullable disable
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>Of a function; an inactive one is made active by its next invocation.</summary>
public class State(string value) : ConstantClass(value)
{
    public static readonly State Active = new("Active");
    public static readonly State Failed = new("Failed");
    public static readonly State Inactive = new("Inactive");
    public static readonly State Pending = new("Pending");

    public static implicit operator State(string value) => FindValue<State>(value);
}

/// <summary>Whether the last change to a function has come into effect.</summary>
public class LastUpdateStatus(string value) : ConstantClass(value)
{
    public static readonly LastUpdateStatus Failed = new("Failed");
    public static readonly LastUpdateStatus InProgress = new("InProgress");
    public static readonly LastUpdateStatus Successful = new("Successful");

    public static implicit operator LastUpdateStatus(string value) => FindValue<LastUpdateStatus>(value);
}
