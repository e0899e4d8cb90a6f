using System.Collections;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// Messages with named fields: the first argument fills the first hole, whatever the names. A null, a list, or a
/// hole without an argument leaves the hole's own text in the message.
/// </summary>
internal static class MessageTemplate
{
    public static (string Message, IReadOnlyList<LogField> Fields) Render(string template, object?[] args)
    {
        if (args.Length == 0)
        {
            return (template, []);
        }

        var message = new StringBuilder(template.Length + 32);
        var fields = new List<LogField>(args.Length);
        var rest = template.AsSpan();
        foreach (var arg in args)
        {
            if (FindHole(rest) is not { Length: > 0 } hole)
            {
                break;
            }

            message.Append(rest[..hole.Offset]);
            var text = rest.Slice(hole.Offset, hole.Length);
            rest = rest[(hole.Offset + hole.Length)..];
            if (arg is null)
            {
                message.Append(text);
                continue;
            }

            var field = Field(text[1..^1], arg);
            fields.Add(field);
            if (arg is IList)
            {
                message.Append(text);
            }
            else
            {
                message.Append(FieldText.Of(field));
            }
        }

        return (message.Append(rest).ToString(), fields);
    }

    private static LogField Field(ReadOnlySpan<char> hole, object value)
    {
        var colon = hole.IndexOf(':');
        return colon < 0
            ? new(hole.Trim().ToString(), value, null)
            : new(hole[..colon].Trim().ToString(), value, hole[(colon + 1)..].Trim().ToString());
    }

    // A doubled opening brace opens no hole.
    private static (int Offset, int Length) FindHole(ReadOnlySpan<char> text)
    {
        for (var offset = 0; offset < text.Length; offset++)
        {
            if (text[offset] != '{')
            {
                continue;
            }

            if (offset + 1 < text.Length && text[offset + 1] == '{')
            {
                offset++;
                continue;
            }

            return (offset, text[offset..].IndexOf('}') + 1);
        }

        return default;
    }
}
