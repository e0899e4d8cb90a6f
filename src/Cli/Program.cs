using System.CommandLine;
using ServerlessPipeline.Cli.Up;

// Without it Ctrl+C would end the process before everything that it started has ended.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
var root = new RootCommand("Market data from Binance to DynamoDB, on AWS or on this machine.") { UpCommand.Create() };
return await root.Parse(args).InvokeAsync(invocation);
