#nullable disable
using System.Buffers;
using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// The log of a function's process, one write to standard output a record. Bypasses <see cref="Console"/>, whose
/// encodings and locks cost more at start-up than the rest of the log.
/// </summary>
internal sealed class FunctionLog(LambdaEnvironment environment, Stream output, TimeProvider time) : ILambdaLogger
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The one whose ids the records carry; null before the first.</summary>
    public Invocation Invocation { get; set; }

    public void Log(string message) => Write(buffer => Encoding.UTF8.GetBytes(message, buffer));

    public void LogLine(string message) => Write(LogLevel.Information, null, message);

    public void Log(string level, string message) => Write(LambdaEnvironment.ParseLevel(level), null, message);

    public void Log(string level, string message, params object[] args) =>
        Write(LambdaEnvironment.ParseLevel(level), null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) =>
        Write(LambdaEnvironment.ParseLevel(level), exception, message, args);

    public void Log(LogLevel level, string message) => Write(level, null, message);

    public void Log(LogLevel level, string message, params object[] args) => Write(level, null, message, args);

    public void Log(LogLevel level, Exception exception, string message, params object[] args) =>
        Write(level, exception, message, args);

    public void Write(LogLevel level, Exception exception, string template = "", params object[] args)
    {
        if (level < environment.MinimumLogLevel)
        {
            return;
        }

        var (message, fields) = MessageTemplate.Render(template ?? "", args ?? []);
        var record = new LogRecord(time.GetUtcNow(), level, Invocation, message, fields, exception);
        Write(buffer =>
        {
            if (environment.JsonLog)
            {
                JsonLogFormat.Write(record, buffer);
            }
            else
            {
                TextLogFormat.Write(record, buffer);
            }

            buffer.Write("\n"u8);
        });
    }

    private void Write(Action<ArrayBufferWriter<byte>> fill)
    {
        lock (_lock)
        {
            _buffer.ResetWrittenCount();
            fill(_buffer);
            output.Write(_buffer.WrittenSpan);
            output.Flush();
        }
    }
}
