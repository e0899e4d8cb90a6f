using System.CommandLine;
using System.Diagnostics;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>The campaign at length: <c>dotnet run --project tests/EndToEnd -- campaign --minutes 2000 --seed 1</c>.</summary>
internal static class CampaignCommand
{
    public const string Verb = "campaign";

    /// <summary>The process that plays AWS; a campaign starts it.</summary>
    public const string CloudVerb = "cloud";

    /// <returns>0 where the verdict is good, 1 where it is not, 2 where the options are wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var minutes = new Option<int>("--minutes") { Description = "Minute files that are let through.", DefaultValueFactory = _ => 60 };
        var symbols = new Option<int>("--symbols") { Description = "Rows of each.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Of the market and the faults; another one each time without it.", DefaultValueFactory = _ => Environment.TickCount & 0xFFFF };
        var speed = new Option<double>("--speed") { Description = "Minutes of the exchange in one of ours.", DefaultValueFactory = _ => new CampaignOptions { Minutes = 1, Seed = 1 }.Speed };
        var betweenKills = new Option<double>("--between-kills") { Description = "Seconds from one kill to the next, on the average.", DefaultValueFactory = _ => 1.5 };
        var command = new RootCommand("Faults and kills over the whole chain, then a check that nothing is lost, doubled or wrong.") { minutes, symbols, seed, speed, betweenKills };
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync();
            return 2;
        }

        var watch = Stopwatch.StartNew();
        var options = new CampaignOptions
        {
            Minutes = parsed.GetValue(minutes),
            Symbols = parsed.GetValue(symbols),
            Seed = parsed.GetValue(seed),
            Speed = parsed.GetValue(speed),
            BetweenKills = TimeSpan.FromSeconds(parsed.GetValue(betweenKills)),
            Patience = TimeSpan.FromHours(1),
        };
        var result = await new CampaignRun(options, text => Console.WriteLine($"{watch.Elapsed:hh\\:mm\\:ss}  {text}")).RunAsync(CancellationToken.None);
        Console.WriteLine(result);
        return result.Problems.Count == 0 ? 0 : 1;
    }
}
