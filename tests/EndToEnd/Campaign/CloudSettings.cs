using System.Text.Json;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>What the process that plays AWS is told; in a file.</summary>
internal sealed record CloudSettings
{
    public required string CloudAssembly { get; init; }
    public required string DataFolder { get; init; }
    public required int Port { get; init; }
    public required Uri Exchange { get; init; }
    public required double Speed { get; init; }
    public required FaultRates Rates { get; init; }
    public required TimeSpan FunctionTimeout { get; init; }
    /// <summary>The folder of the counts.</summary>
    public required string FaultLog { get; init; }

    /// <summary>Of this life's faults; null for none, and then the fetcher takes one more minute, closes its gaps, and ends.</summary>
    public required int? StormSeed { get; init; }

    public static CloudSettings Read(string path) => JsonSerializer.Deserialize<CloudSettings>(File.ReadAllText(path))!;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));
}
