using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ServerlessPipeline.Infra.Tests;

public class ArtifactTests
{
    private const long Megabyte = 1 << 20;

    // A program starts the faster, the less there is to fetch and unpack.
    [Theory]
    [InlineData("FanOut", 18)]
    [InlineData("Writer", 18)]
    [InlineData("Fetcher", 20)]
    public void A_programs_zip_stays_below_its_ceiling(string program, int megabytes)
    {
        using var zip = new MemoryStream();

        ZipFile.CreateFromDirectory(Folder(program), zip);

        Assert.InRange(zip.Length, 1, megabytes * Megabyte);
        TestContext.Current.TestOutputHelper!.WriteLine($"{program}: {(double)zip.Length / Megabyte:0.0} MB");
    }

    [Theory]
    [InlineData("FanOut")]
    [InlineData("Writer")]
    public void Each_artifact_is_a_whole_program(string function)
    {
        SkipWhereNative(function);
        var folder = Folder(function);

        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.dll")));
        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.runtimeconfig.json")));
        Assert.True(File.Exists(Path.Combine(folder, "AWSSDK.DynamoDBv2.dll")));
        // All of it compiled, the runtime's own code too.
        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.r2r.dll")));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(folder, "bootstrap")).HasFlag(UnixFileMode.OtherExecute));
    }

    [Theory]
    [InlineData("FanOut")]
    [InlineData("Writer")]
    [InlineData("Fetcher")]
    public void All_that_is_ours_in_a_program_is_a_release_build(string program)
    {
        SkipWhereNative(program);
        var ours = Directory.GetFiles(Folder(program), "ServerlessPipeline.*.dll")
            .Where(file => !file.EndsWith(".r2r.dll", StringComparison.Ordinal))
            .ToList();

        Assert.True(ours.Count >= 2);
        Assert.All(ours, file => Assert.False(DebuggingModes(file).HasFlag(DebuggableAttribute.DebuggingModes.DisableOptimizations)));
    }

    private static void SkipWhereNative(string program) => Assert.SkipWhen(
        program != "Fetcher" && Environment.GetEnvironmentVariable("NativeFunctions") == "true", "The functions are machine code alone.");

    private static DebuggableAttribute.DebuggingModes DebuggingModes(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var debuggable = metadata.GetAssemblyDefinition().GetCustomAttributes()
            .Select(metadata.GetCustomAttribute)
            .Single(attribute => attribute.Constructor is { Kind: HandleKind.MemberReference } constructor
                && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } type
                && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)type).Name, nameof(DebuggableAttribute)));
        var value = metadata.GetBlobReader(debuggable.Value);
        // The prolog of every attribute's value.
        value.ReadUInt16();
        return (DebuggableAttribute.DebuggingModes)value.ReadInt32();
    }

    private static string Folder(string program) => program switch
    {
        "FanOut" => Artifacts.Published().FanOut,
        "Fetcher" => Artifacts.Published().Fetcher,
        _ => Artifacts.Published().Writer,
    };
}
