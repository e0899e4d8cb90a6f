using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>One line of a function's log, before it has a format.</summary>
internal sealed record LogRecord(
    DateTimeOffset Time,
    LogLevel Level,
    Invocation? Invocation,
    string Message,
    IReadOnlyList<LogField> Fields,
    Exception? Exception);

/// <summary>A named value of a message, such as <c>{Price:F2}</c>, which has a format; most have null.</summary>
internal readonly record struct LogField(string Name, object Value, string? Format);
