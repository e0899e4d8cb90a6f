using System.CommandLine;

namespace ServerlessPipeline.Cli;

/// <summary>The options that say where a command works: on the local run, or in AWS.</summary>
internal static class TargetOptions
{
    public static readonly Option<string?> Outputs = new("--outputs")
    {
        Description = "Work in AWS, with your credentials and region: the file of 'cdk deploy --outputs-file FILE'. [default: the local run]",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder of the local run's state. [default: .local]",
        HelpName = "DIR",
    };

    public static readonly Option<int> Port = new("--port")
    {
        Description = "The port of the local run.",
        DefaultValueFactory = _ => 4566,
        HelpName = "N",
    };

    public static void AddTo(Command command)
    {
        command.Add(Outputs);
        command.Add(Data);
        command.Add(Port);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Outputs) is not null && (result.GetResult(Data) ?? result.GetResult(Port)) is { Implicit: false })
            {
                result.AddError("--data and --port are for the local run, --outputs is for AWS: give one or the other.");
            }
        });
    }
}
