using System.CommandLine;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>The options of <c>pipeline doctor</c>, and what it looks at.</summary>
internal static class DoctorCommand
{
    private static readonly Uri Aws = new("https://aws.amazon.com");

    private static readonly Option<bool> AskAws = new("--aws")
    {
        Description = "Look at your AWS credentials and region as well, before there is a deployment. --outputs does so, too.",
    };

    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "How many seconds each check may take; a busy machine needs more.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON: checks, problems, warnings." };

    static DoctorCommand() => Timeout.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 3600)
        {
            result.AddError("--timeout must be from 1 to 3600 seconds.");
        }
    });

    public static Command Create()
    {
        var command = new Command(
            "doctor",
            "Looks at what the pipeline needs, and says how to mend what is wrong: the SDK and Node.js, the checkout, the port and the data folder, the exchange, "
            + "the clock; with --aws or --outputs your credentials, the region and the deployment. It changes nothing. "
            + "Exit code 0: no problem, 1: there is one.\n\n"
            + "Examples:\n  pipeline doctor\n  pipeline doctor --outputs outputs.json")
        {
            AskAws, Timeout, Json,
        };
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            () => RunAsync(TargetOptions.Of(result), result.GetValue(AskAws), TimeSpan.FromSeconds(result.GetValue(Timeout)), result.GetValue(Json), TimeProvider.System, cancellationToken),
            "Interrupted.",
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        TargetChoice choice, bool aws, TimeSpan patience, bool json, TimeProvider time, CancellationToken cancellationToken)
    {
        var result = DoctorResult.Of(await Checkup.RunAsync([.. Checks(choice, aws, time)], patience, time, cancellationToken));
        if (json)
        {
            // Not through the console: it would break long lines to the terminal's width.
            Terminal.Output().Profile.Out.Writer.WriteLine(result.ToJson());
        }
        else
        {
            DoctorView.Print(Terminal.Output(), result);
        }

        return result.Problems == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static IEnumerable<Check> Checks(TargetChoice choice, bool aws, TimeProvider time)
    {
        Repository? repository = null;
        string? none = null;
        try
        {
            repository = Repository.Find();
        }
        catch (CommandException exception)
        {
            none = exception.Message;
        }

        var folder = repository?.Root ?? Environment.CurrentDirectory;
        yield return ToolChecks.Dotnet(folder);
        yield return ToolChecks.Node(folder);
        if (repository is null)
        {
            yield return new Check("Checkout", _ => Task.FromResult(new Finding(Verdict.Problem, none!)));
        }
        else
        {
            yield return CheckoutChecks.Settings(repository);
            yield return CheckoutChecks.Packages(repository);
        }

        if (choice.Outputs is null)
        {
            yield return LocalChecks.Data(choice);
            yield return LocalChecks.Port(choice.Port);
            yield return LocalChecks.Run(choice);
        }

        var exchange = CheckoutChecks.ExchangeOf(repository);
        yield return ExchangeChecks.Reachable(exchange, time);
        yield return ExchangeChecks.Clock(exchange, Aws, time);
        if (aws || choice.Outputs is not null)
        {
            yield return AwsChecks.Region(exchange);
            yield return choice.Outputs is null ? AwsChecks.Credentials() : AwsChecks.Deployment(choice);
        }
    }
}
