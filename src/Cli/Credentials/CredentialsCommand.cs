using System.CommandLine;
using System.CommandLine.Parsing;

namespace ServerlessPipeline.Cli.Credentials;

/// <summary>The commands and options of <c>pipeline credentials</c>.</summary>
internal static class CredentialsCommand
{
    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "The name of the profile.",
        DefaultValueFactory = _ => "workbench",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The access key that a tool has made up; its secret is asked for, or read from standard input. [default: both are made up]",
        HelpName = "ID",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder of the local run's state. [default: .local]",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON." };

    static CredentialsCommand()
    {
        Profile.Validators.Add(result => RequireWord(result, result.GetValueOrDefault<string>()));
        Key.Validators.Add(result => RequireWord(result, result.GetValueOrDefault<string?>()));
    }

    public static Command Create() => new(
        "credentials", "The access keys that the local run takes for yours: the profiles of the file 'credentials' in its folder.")
    {
        Add(), List(),
    };

    private static Command Add()
    {
        var command = new Command(
            "add",
            "Adds a profile. A run that is going on takes its key with the next request; nothing need be started again. No secret is "
            + "printed, and none is taken on the command line, where every user of the machine could read it.\n\n"
            + "Examples:\n  pipeline credentials add --profile mine\n  pipeline credentials add --key gx1a2b\n"
            + "  pipeline credentials add --key gx1a2b < secret.txt")
        {
            Profile, Key, Data, Json,
        };
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            () => CredentialsExecution.AddAsync(
                Choice(result), result.GetValue(Profile)!, result.GetValue(Key), result.GetValue(Json), cancellationToken),
            "Interrupted: no profile was added.",
            cancellationToken));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The profiles and their access keys, without the secrets.") { Data, Json };
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            () => Task.FromResult(CredentialsExecution.List(Choice(result), result.GetValue(Json))), "Interrupted.", cancellationToken));
        return command;
    }

    private static TargetChoice Choice(ParseResult result) => new() { Data = result.GetValue(Data), Port = 0 };

    /// <summary>What a line of the file and the header of a request can hold.</summary>
    private static void RequireWord(OptionResult result, string? value)
    {
        if (value is not null && (value.Length is 0 or > 128 || !value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')))
        {
            result.AddError($"{result.Option.Name}: '{value}' is not made of 1 to 128 letters, digits, '-', '_' and '.'.");
        }
    }
}
