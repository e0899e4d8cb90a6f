using System.Runtime.CompilerServices;

namespace ServerlessPipeline.Tests;

/// <summary>Keeps what tests ask of this machine from the proxies that the environment names, whichever client asks.</summary>
internal static class LoopbackAlone
{
#pragma warning disable CA2255 // A test assembly is a program, which nobody else starts.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Initialize()
    {
        // The AWS SDK heeds no exceptions from a proxy for plain HTTP.
        Environment.SetEnvironmentVariable("HTTP_PROXY", null);
        Environment.SetEnvironmentVariable("http_proxy", null);
        foreach (var name in new[] { "no_proxy", "NO_PROXY" })
        {
            var others = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, string.IsNullOrEmpty(others) ? "127.0.0.1,localhost" : $"127.0.0.1,localhost,{others}");
        }
    }
}
