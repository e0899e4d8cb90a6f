using ServerlessPipeline.EndToEnd.Campaign;
using Xunit.Runner.InProc.SystemConsole;

// The tests, as the test platform starts them; or the campaign at length, and the process that it kills.
return args switch
{
    [CampaignCommand.Verb, .. var options] => await CampaignCommand.RunAsync(options),
    [CampaignCommand.CloudVerb, var settings] => await CloudProgram.RunAsync(settings),
    _ => await ConsoleRunner.Run(args),
};
