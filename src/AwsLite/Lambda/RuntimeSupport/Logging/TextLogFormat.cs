using System.Buffers;
using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A record as time, request id, level and message, between tabs; an exception has lines of its own.</summary>
internal static class TextLogFormat
{
    public static void Write(LogRecord record, IBufferWriter<byte> output)
    {
        var separator = record.Message.Length > 0 && record.Exception is not null ? "\n" : "";
        var time = record.Time.UtcDateTime.ToString(FieldText.TimeFormat);
        var prefix = $"{time}\t{record.Invocation?.RequestId}\t{Label(record.Level)}\t";
        Encoding.UTF8.GetBytes($"{prefix}{record.Message}{separator}{record.Exception}", output);
    }

    // Those of Microsoft.Extensions.Logging's console.
    private static string Label(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
