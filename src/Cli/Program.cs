using System.CommandLine;
using System.CommandLine.Invocation;
using ServerlessPipeline.Cli;
using ServerlessPipeline.Cli.Audit;
using ServerlessPipeline.Cli.Backfill;
using ServerlessPipeline.Cli.Chart;
using ServerlessPipeline.Cli.Clear;
using ServerlessPipeline.Cli.Completions;
using ServerlessPipeline.Cli.Counter;
using ServerlessPipeline.Cli.Credentials;
using ServerlessPipeline.Cli.DeadLetters;
using ServerlessPipeline.Cli.Doctor;
using ServerlessPipeline.Cli.Events;
using ServerlessPipeline.Cli.Invoke;
using ServerlessPipeline.Cli.Query;
using ServerlessPipeline.Cli.Status;
using ServerlessPipeline.Cli.Trace;
using ServerlessPipeline.Cli.Up;

// What this machine asks itself is no proxy's business.
LoopbackProxy.Install();

// Without it Ctrl+C would end the process before everything that it started has ended.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
var root = new RootCommand("Market data from Binance to DynamoDB, on AWS or on this machine.")
{
    UpCommand.Create(), StatusCommand.Create(), QueryCommand.Create(), ChartCommand.Create(),
    AuditCommand.Create(), TraceCommand.Create(), BackfillCommand.Create(), DeadLettersCommand.Create(),
    CounterCommand.Create(), ClearCommand.Create(), InvokeCommand.Create(), EventsCommand.Create(),
    CredentialsCommand.Create(), DoctorCommand.Create(), CompletionsCommand.Create(),
};
var commandLine = root.Parse(args);
if (commandLine.Action is ParseErrorAction)
{
    // A wrong command line is answered with its help, which must not end up in the file that the output goes to.
    invocation.Output = Console.Error;
}

var exitCode = await commandLine.InvokeAsync(invocation);
return commandLine.Errors.Count > 0 ? ExitCodes.NotRun : exitCode;
