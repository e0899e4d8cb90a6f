#nullable disable
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>Whether the answer of an invocation brings the end of its log.</summary>
public class LogType(string value) : ConstantClass(value)
{
    public static readonly LogType None = new("None");

    /// <summary>The last 4 KB.</summary>
    public static readonly LogType Tail = new("Tail");

    public static implicit operator LogType(string value) => FindValue<LogType>(value);
}
