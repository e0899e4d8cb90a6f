using System.CommandLine;

namespace ServerlessPipeline.Cli;

/// <summary>The options that say where a command works: on the local run, or in AWS.</summary>
internal static class TargetOptions
{
    private static readonly Option<bool> Local = new("--local") { Description = "Work on the local run, which is the default." };

    private static readonly Option<string?> Outputs = new("--outputs")
    {
        Description = "Work in AWS, with your credentials and region: the file of 'cdk deploy --outputs-file FILE'. [default: the local run]",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder of the local run's state. [default: .local]",
        HelpName = "DIR",
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port of the local run.",
        DefaultValueFactory = _ => 4566,
        HelpName = "N",
    };

    public static void AddTo(Command command)
    {
        command.Add(Local);
        command.Add(Outputs);
        command.Add(Data);
        command.Add(Port);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Outputs) is not null
                && (result.GetResult(Local) ?? result.GetResult(Data) ?? result.GetResult(Port)) is { Implicit: false })
            {
                result.AddError("--local, --data and --port are for the local run, --outputs is for AWS: give one or the other.");
            }
        });
    }

    public static TargetChoice Of(ParseResult result) => new()
    {
        Outputs = result.GetValue(Outputs),
        Data = result.GetValue(Data),
        Port = result.GetValue(Port),
    };
}
