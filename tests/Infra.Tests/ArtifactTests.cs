using System.IO.Compression;

namespace ServerlessPipeline.Infra.Tests;

public class ArtifactTests
{
    private const long Megabyte = 1 << 20;

    // A function starts the faster, the less there is to fetch and unpack.
    [Theory]
    [InlineData("FanOut", 8)]
    [InlineData("Writer", 8)]
    public void A_functions_zip_stays_below_its_ceiling(string function, int megabytes)
    {
        using var zip = new MemoryStream();

        ZipFile.CreateFromDirectory(Folder(function), zip);

        Assert.InRange(zip.Length, 1, megabytes * Megabyte);
        TestContext.Current.TestOutputHelper!.WriteLine($"{function}: {(double)zip.Length / Megabyte:0.0} MB");
    }

    [Theory]
    [InlineData("FanOut")]
    [InlineData("Writer")]
    public void Each_artifact_is_a_whole_program(string function)
    {
        var folder = Folder(function);

        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.dll")));
        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.runtimeconfig.json")));
        Assert.True(File.Exists(Path.Combine(folder, "AWSSDK.DynamoDBv2.dll")));
    }

    private static string Folder(string function) => function switch
    {
        "FanOut" => Artifacts.Published().FanOut,
        _ => Artifacts.Published().Writer,
    };
}
