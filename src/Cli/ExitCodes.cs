namespace ServerlessPipeline.Cli;

internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>Nothing was done: the command line is wrong, or what it needs is not there.</summary>
    public const int NotRun = 2;

    /// <summary>Ctrl+C, as a shell tells it.</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read the output has had enough; as a shell tells it of programs that a closed pipe ends.</summary>
    public const int OutputClosed = 141;
}
