using Microsoft.Win32.SafeHandles;

namespace ServerlessPipeline.Cli;

/// <summary>Where what is asked for goes, apart from what is said about it.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>
    /// A stream that fails with an <see cref="IOException"/> when nobody reads on, as behind <c>| head</c>, where the system can
    /// tell; the console's own takes everything and drops it.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // To a file it would write at places of its own, whatever else the shell sends there.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
