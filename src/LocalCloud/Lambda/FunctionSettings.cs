using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>A function as the template describes it. Defaults are AWS's.</summary>
internal sealed record FunctionSettings
{
    private const string ManagedRuntime = "dotnet10";

    /// <summary>Whatever the artifact brings with it, under the name <c>bootstrap</c>.</summary>
    private const string CustomRuntime = "provided.al2023";

    public required string Name { get; init; }

    public string Arn => LocalAccount.Arn("lambda", $"function:{Name}");

    /// <summary>
    /// The published artifact; it must not change while the function runs (an asset's path holds its hash).
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The name of an executable assembly in <see cref="Folder"/>, without <c>.dll</c>; a custom runtime reads it as it likes.
    /// </summary>
    public required string Handler { get; init; }

    public string Runtime { get; init; } = ManagedRuntime;

    public int MemoryMegabytes { get; init; } = 128;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    /// <summary>Where the function's SDK clients find every service.</summary>
    public required string EndpointUrl { get; init; }

    /// <summary>Null leaves <see cref="LambdaOptions.FunctionConcurrency"/> as the limit.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>Of an asynchronous event after a function error, 0 to 2.</summary>
    public int MaximumRetryAttempts { get; init; } = 2;

    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Gets the invocation record of an asynchronous event that failed for good.</summary>
    public string? OnFailureArn { get; init; }

    /// <summary>The assembly that runs in the place of the artifact's program; null for the program itself.</summary>
    public string? Portable { get; init; }

    /// <summary>What starts it: a program, and what it is given.</summary>
    public IReadOnlyList<string> Command => IsOwnProgram ? [ProgramPath] : [DotnetHost.Path, ProgramPath];

    private bool IsOwnProgram => Runtime == CustomRuntime && Portable is null;

    private string ProgramPath => Portable ?? Path.Combine(Folder, IsOwnProgram ? "bootstrap" : $"{Handler}.dll");

    /// <summary>Says what cannot run here, before anything is invoked.</summary>
    /// <exception cref="NotSupportedException">The runtime is not one that runs here.</exception>
    /// <exception cref="FileNotFoundException">The handler names no executable assembly, or a custom runtime has no <c>bootstrap</c>.</exception>
    public void Validate()
    {
        if (Runtime is not (ManagedRuntime or CustomRuntime))
        {
            throw new NotSupportedException(
                $"{Name}: Runtime is {Runtime}; only {ManagedRuntime} and {CustomRuntime} run locally.");
        }

        if (!File.Exists(ProgramPath))
        {
            throw new FileNotFoundException(IsOwnProgram
                ? $"{Name}: the custom runtime has no bootstrap; missing: {ProgramPath}"
                : $"{Name}: Handler {Handler} names no executable assembly; missing: {ProgramPath}");
        }
    }

    /// <summary>Not the members, of which one is a secret.</summary>
    public override string ToString() => Name;

    public bool IsSameAs(FunctionSettings other) =>
        this with { Environment = other.Environment } == other
        && Environment.Count == other.Environment.Count
        && !Environment.Except(other.Environment).Any();
}
