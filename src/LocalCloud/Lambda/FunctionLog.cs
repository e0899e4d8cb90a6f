using System.Text;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>One function's log file, as its processes and the platform write it, and the file before that.</summary>
internal sealed class FunctionLog(string folder, string function, LambdaOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(folder, $"{function}.log");
    private FileStream? _file;

    public void Write(string? requestId, string line)
    {
        lock (_lock)
        {
            _file ??= Open();
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _file.Flush();
            if (_file.Length > options.LogFileBytes)
            {
                Dispose();
                File.Move(_path, $"{_path}.1", overwrite: true);
            }
        }

        options.OnLogLine(new LogLine(function, requestId, line));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(folder);
        return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }
}
