using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A field's value as text, in the message and, where JSON has no type for it, in the record.</summary>
internal static class FieldText
{
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static string Of(LogField field)
    {
        try
        {
            return field switch
            {
                { Format: { } format, Value: IFormattable value } =>
                    value.ToString(format, CultureInfo.InvariantCulture),
                { Value: DateTime time } => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
                { Value: DateTimeOffset time } => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
                { Value: DateOnly date } => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                { Value: TimeOnly time } => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
                _ => Plain(field.Value),
            };
        }
        catch (FormatException)
        {
            // A wrong format must not cost the line, still less the invocation.
            return Plain(field.Value);
        }
    }

    private static string Plain(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
