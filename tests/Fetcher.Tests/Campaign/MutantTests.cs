using ServerlessPipeline.EndToEnd.Campaign;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>
/// Each safety is needed: the fetcher is built without it, and the campaign, with the weather that it is there for, fails.
/// </summary>
public sealed class MutantTests(LocalAws aws, ITestOutputHelper output)
{
    // What a mutant does wrong, one of so many runs shows: which request meets the weather is the machine's choice too.
    private const int Tries = 5;

    [Fact]
    public Task Without_the_patience_with_whatever_fails_in_storage_the_fetcher_ends() => FailsAsync(
        new Mutant(
            "Fetcher",
            "StorageRetry.cs",
            "args.Outcome.Exception is not null && ",
            "args.Outcome.Exception is Amazon.Runtime.AmazonServiceException && "),
        [Front.CredentialsGone, Front.AllHang],
        twoVersions: false,
        "ended by itself");

    [Fact]
    public Task Without_a_look_at_the_file_that_has_the_key_candles_are_lost() => FailsAsync(
        new Mutant("Fetcher", "Uploader.cs", "_record.Taken(sent, header.Key);", "_record.Uploaded(sent, header.Key);"),
        [Front.ClockLeaps],
        twoVersions: true,
        "no file has");

    [Fact]
    public Task Without_patience_with_a_full_disk_the_fetcher_ends() => FailsAsync(
        new Mutant("Fetcher", "MinuteLoop.cs", "catch (IOException e) when (repair is not null)", "catch (IOException e) when (repair is null)"),
        [Front.DiskFull],
        twoVersions: false,
        "ended by itself");

    private async Task FailsAsync(Mutant mutant, Front[] fronts, bool twoVersions, string words)
    {
        var folder = Directory.CreateTempSubdirectory("mutant-");
        try
        {
            var program = await ProgramAsync(mutant, folder.FullName);
            for (var seed = 1; ; seed++)
            {
                var report = await FetcherCampaign.RunAsync(new CampaignPlan(seed, Minutes: 60, twoVersions) { Program = program, Fronts = fronts }, aws);
                output.WriteLine($"{report}");
                if (report.Problems.Any(problem => problem.Contains(words, StringComparison.Ordinal)))
                {
                    return;
                }

                Assert.True(seed < Tries, $"In {Tries} runs nothing shows that a safety is missing: {mutant.Text}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The program as it is here, but for the assembly that is changed.</summary>
    private static async Task<string> ProgramAsync(Mutant mutant, string folder)
    {
        var program = Directory.CreateDirectory(Path.Combine(folder, "program")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            File.CreateSymbolicLink(Path.Combine(program, Path.GetFileName(file)), file);
        }

        var changed = Path.Combine(program, "ServerlessPipeline.Fetcher.dll");
        File.Delete(changed);
        File.Copy(await mutant.BuildAsync(folder), changed);
        return changed;
    }
}
