using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessPipeline.Cli.Candles;

namespace ServerlessPipeline.Cli.Query;

/// <summary>An object a line, with the table's own names, and numbers in the table's own digits, which no reader has rounded.</summary>
internal sealed class JsonFormat(TextWriter output) : CandleFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new(1024);

    public override void Write(IReadOnlyList<TableItem> page)
    {
        foreach (var item in page)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line, Options))
            {
                Write(json, item);
            }

            output.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
            output.Write('\n');
        }
    }

    private static void Write(Utf8JsonWriter json, TableItem item)
    {
        json.WriteStartObject();
        foreach (var column in TableItem.Columns.Concat(item.OtherColumns.Order(StringComparer.Ordinal)))
        {
            if (item[column] is not { } text)
            {
                continue;
            }

            json.WritePropertyName(column);
            if (item.IsNumber(column))
            {
                json.WriteRawValue(text);
            }
            else
            {
                json.WriteStringValue(text);
            }
        }

        json.WriteEndObject();
    }
}
