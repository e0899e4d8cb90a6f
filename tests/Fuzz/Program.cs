using Xunit.Runner.InProc.SystemConsole;

namespace ServerlessPipeline.Fuzz;

/// <summary>The tests, or with <c>--kind</c> the long run.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        args.Contains(FuzzCommand.Kind.Name) ? FuzzCommand.Run(args) : await ConsoleRunner.Run(args);
}
