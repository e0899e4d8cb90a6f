using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>
/// One receive of one message. The receive's number makes every handle new, and tells a stale one after a restart too.
/// </summary>
internal sealed record ReceiptHandle(string Queue, string MessageId, int Receive)
{
    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Queue}/{MessageId}/{Receive}"));

    public static bool TryParse(string text, [NotNullWhen(true)] out ReceiptHandle? handle)
    {
        handle = null;
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('/') is [var queue, var message, var number]
            && int.TryParse(number, out var receive))
        {
            handle = new ReceiptHandle(queue, message, receive);
        }

        return handle is not null;
    }
}
