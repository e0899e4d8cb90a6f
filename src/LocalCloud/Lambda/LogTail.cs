using System.Text;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>The last 4 KB of what one invocation logged, for callers that ask for <c>LogType=Tail</c>.</summary>
internal sealed class LogTail
{
    private const int Limit = 4 * 1024;

    private readonly Queue<byte> _bytes = new(Limit);

    public void Append(string line)
    {
        lock (_bytes)
        {
            foreach (var value in Encoding.UTF8.GetBytes(line + "\n"))
            {
                if (_bytes.Count == Limit)
                {
                    _bytes.Dequeue();
                }

                _bytes.Enqueue(value);
            }
        }
    }

    public byte[] ToArray()
    {
        lock (_bytes)
        {
            return [.. _bytes];
        }
    }
}
