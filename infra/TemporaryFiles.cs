using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ServerlessPipeline.Infra;

/// <summary>
/// A folder of this process for what its libraries put into the temporary folder. The bridge to the CDK's JavaScript unpacks some
/// 64 MB there for each process, and leaves them.
/// </summary>
internal static class TemporaryFiles
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The bridge asks for the folder before any code here could be called.")]
    public static void Own()
    {
        var folder = Directory.CreateTempSubdirectory("synth-").FullName;
        foreach (var variable in new[] { "TMPDIR", "TMP", "TEMP" })
        {
            Environment.SetEnvironmentVariable(variable, folder);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Where files that are in use cannot be deleted, they stay.
        }
        catch (UnauthorizedAccessException)
        {
            // So Windows says the same.
        }
    }
}
