using System.Text;
using Amazon.CDK;
using Amazon.CDK.Assertions;
using Annotations = Amazon.CDK.Assertions.Annotations;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class CLibraryTests
{
    [Fact]
    public void What_is_published_starts_on_Lambda()
    {
        Assert.InRange(CLibrary.NeededBy(Bootstrap(Artifacts.Published().FanOut))!, new Version(2, 0), CLibrary.OfLambda);
        Assert.InRange(CLibrary.NeededBy(Bootstrap(Artifacts.Published().Writer))!, new Version(2, 0), CLibrary.OfLambda);
    }

    [Theory]
    [InlineData("\u007fELF\0GLIBC_2.2.5\0fmod\0GLIBC_2.34\0GLIBC_2.9\0", 0)]
    [InlineData("\u007fELF\0GLIBC_2.2.5\0fmod\0GLIBC_2.38\0GLIBC_2.9\0", 1)]
    [InlineData("#!/bin/sh\n", 0)]
    public void A_program_that_Lambda_would_not_start_is_warned_of(string program, int warnings)
    {
        var folder = Directory.CreateTempSubdirectory("native-");
        var writer = folder.CreateSubdirectory("Writer").FullName;
        File.WriteAllText(Bootstrap(writer), program, Encoding.Latin1);
        var app = new App(new AppProps { Outdir = Path.Combine(folder.FullName, "out") });

        var stack = PipelineApp.Build(
            app, PipelineSettings.From(Context.OfCdkJson(), "prod"), Artifacts.Published() with { Writer = writer });
        app.Synth();

        Assert.Equal(
            warnings,
            Annotations.FromStack(stack).FindWarning("/ServerlessPipeline/Writer/Function", Match.StringLikeRegexp("C library 2[.]38, and Lambda has 2[.]34")).Length);
        folder.Delete(recursive: true);
    }

    private static string Bootstrap(string folder) => Path.Combine(folder, "bootstrap");
}
