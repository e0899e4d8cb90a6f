using System.Net.Sockets;
using System.Text;

namespace ServerlessPipeline.Fetcher.Health;

/// <summary>
/// Tells systemd that the program is ready and that it is alive (<c>sd_notify</c>): one datagram each to the socket that the
/// unit's environment names. Without one it tells nobody.
/// </summary>
/// <param name="socket"><c>NOTIFY_SOCKET</c>: a path, or a name that begins with '@'.</param>
internal sealed class SystemdNotifier(string? socket)
{
    public const string SocketVariable = "NOTIFY_SOCKET";

    private static readonly byte[] ReadyMessage = Encoding.ASCII.GetBytes("READY=1");
    private static readonly byte[] AliveMessage = Encoding.ASCII.GetBytes("WATCHDOG=1");

    public void Ready() => Send(ReadyMessage);

    public void Alive() => Send(AliveMessage);

    private void Send(byte[] message)
    {
        if (socket is not { Length: > 0 })
        {
            return;
        }

        // An abstract name begins with a zero byte instead.
        var address = new UnixDomainSocketEndPoint(socket[0] == '@' ? $"\0{socket.AsSpan(1)}" : socket);
        using var datagram = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            datagram.SendTo(message, address);
        }
        catch (SocketException)
        {
            // systemd restarts what it does not hear of; a message that is lost must not end what works.
        }
    }
}
