using System.Text;

namespace ServerlessPipeline.LocalCloud.Processes;

internal static class LineReader
{
    /// <summary>
    /// Reads to the end. A line longer than <paramref name="limit"/> characters is handed over in pieces.
    /// </summary>
    public static async Task ReadAsync(TextReader reader, int limit, Action<string> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            foreach (var character in buffer.AsSpan(0, read))
            {
                if (character == '\n' || line.Length == limit)
                {
                    HandOver();
                }

                if (character is not '\n' and not '\r')
                {
                    line.Append(character);
                }
            }
        }

        if (line.Length > 0)
        {
            HandOver();
        }

        void HandOver()
        {
            onLine(line.ToString());
            line.Clear();
        }
    }
}
