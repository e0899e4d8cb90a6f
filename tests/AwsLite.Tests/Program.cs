using ServerlessPipeline.AwsLite.Tests.Lambda;
using Xunit.Runner.InProc.SystemConsole;

namespace ServerlessPipeline.AwsLite.Tests;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [FunctionProcess.Argument, var name])
        {
            return await ConsoleRunner.Run(args);
        }

        await TestFunctions.RunAsync(name);
        return 0;
    }
}
