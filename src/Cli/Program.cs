using System.CommandLine;
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
var exitCode = await commandLine.InvokeAsync(invocation);
return commandLine.Errors.Count > 0 ? ExitCodes.NotRun : exitCode;
