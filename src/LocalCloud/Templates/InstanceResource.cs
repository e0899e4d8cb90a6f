namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>The one instance of an auto-scaling group, for the program that its user data installs as a systemd unit.</summary>
internal sealed record InstanceResource(ResourceId Id) : Resource(Id)
{
    /// <summary>Of its instance profile.</summary>
    public required string RoleArn { get; init; }
    public required InstalledProgram Program { get; init; }
}

/// <summary>A program as its unit runs it.</summary>
/// <param name="Folder">The asset's folder: the very files that a deployment would upload.</param>
/// <param name="Executable">The program's path in that folder.</param>
/// <param name="Environment">What the unit gives it, in its own lines and in its environment files.</param>
internal sealed record InstalledProgram(string Folder, string Executable, IReadOnlyDictionary<string, string> Environment);
