using System.Net;
using System.Net.Sockets;

namespace ServerlessPipeline.LocalServices;

/// <summary>
/// A port for a program that has to be told one. It lies below those that the system gives to whoever asks for any, so that
/// nobody gets it in between, and a lock keeps it from the tests of other processes.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private const int First = 20_000;
    private const int Count = 10_000;

    private static readonly string Folder = Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), $"ports-of-{Environment.UserName}")).FullName;

    private readonly FileStream _lock;

    public ReservedPort()
    {
        // From a place of this process's own, so that few tries meet a port of another's.
        for (var offset = Environment.ProcessId * 37; ; offset++)
        {
            Number = First + (offset % Count);
            if (TryLock(Number) is { } held)
            {
                _lock = held;
                if (IsFree(Number))
                {
                    return;
                }

                _lock.Dispose();
            }
        }
    }

    public int Number { get; }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
