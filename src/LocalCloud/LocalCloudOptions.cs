namespace ServerlessPipeline.LocalCloud;

/// <summary>What a local run is made of.</summary>
public sealed record LocalCloudOptions
{
    /// <summary>The folder that <c>cdk synth</c> wrote.</summary>
    public required string CloudAssembly { get; init; }

    /// <summary>Holds all state; it survives the run, and one run at a time uses it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the Node.js packages are installed; null for the nearest folder above the program.</summary>
    public string? NodeModules { get; init; }

    /// <summary>Of the endpoint, on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; } = 4566;

    /// <summary>
    /// Takes every access key that nobody knows for the operator's, unchecked. Whoever may open a connection to this machine's
    /// loopback address may then do everything in the run, pages in a browser apart.
    /// </summary>
    public bool AnyKey { get; init; }

    /// <summary>
    /// By their handlers: the assemblies of functions that bring the runtime with them for Linux on x64, built for whatever
    /// machine runs them with its own.
    /// </summary>
    public IReadOnlyDictionary<string, string> PortableFunctions { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock of everything but the functions' own processes.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What a test puts in the run's way; null for nothing.</summary>
    internal Interference? Interference { get; init; }
}

/// <summary>The local run cannot start; the message says why and what to do.</summary>
public sealed class LocalCloudException(string message, Exception inner) : Exception(message, inner);

/// <summary>An asynchronous invocation that has come to its end.</summary>
/// <param name="Succeeded">False where all attempts failed and the event went to the failure destination.</param>
/// <param name="RequestPayload">The event, as JSON.</param>
/// <param name="ResponsePayload">The last attempt's answer or error document, as JSON; empty where there was none.</param>
/// <param name="Number">A higher one than that of every event that has ended before it.</param>
public sealed record FinishedEvent(
    bool Succeeded, ReadOnlyMemory<byte> RequestPayload, ReadOnlyMemory<byte> ResponsePayload, long Number = 0);

/// <summary>What was written since the start: each number is another one after a write, and the same as long as there is none.</summary>
/// <param name="Objects">Of S3's.</param>
/// <param name="Items">Of DynamoDB's.</param>
public sealed record ChangeCounts(long Objects, long Items);
