using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Credentials;

/// <summary>What <c>pipeline credentials</c> does and prints; never a secret.</summary>
internal static class CredentialsExecution
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="choice">Names the folder.</param>
    /// <param name="name">The profile's.</param>
    /// <param name="key">Null for one that is made up, with its secret.</param>
    /// <param name="json">Whether the result is a line of JSON.</param>
    /// <param name="cancellationToken">Gives up while it asks.</param>
    public static async Task<int> AddAsync(TargetChoice choice, string name, string? key, bool json, CancellationToken cancellationToken)
    {
        var folder = choice.DataFolder;
        // Before a secret is asked for in vain.
        ProfilesOf(folder);
        var profile = key is null
            ? new OperatorProfile(name, $"LOCALUSER{RandomNumberGenerator.GetHexString(11)}", RandomNumberGenerator.GetHexString(40, lowercase: true))
            : new OperatorProfile(name, key, await SecretAsync(key, cancellationToken));
        try
        {
            OperatorCredentials.Add(folder, profile);
        }
        catch (IOException exception)
        {
            throw new CommandException(exception.Message, exception);
        }

        var path = Path.GetFullPath(OperatorCredentials.PathIn(folder));
        var console = Terminal.Output();
        if (json)
        {
            console.Profile.Out.Writer.WriteLine(Of(profile, path).ToJsonString(OneLine));
            return ExitCodes.Success;
        }

        console.WriteLine($"The profile {profile.Name} with the key {profile.AccessKeyId} and its secret are in {path}.");
        console.WriteLine("A run takes it from now on. For a tool that reads profiles:");
        console.WriteLine($"  AWS_SHARED_CREDENTIALS_FILE={path} AWS_PROFILE={profile.Name}");
        return ExitCodes.Success;
    }

    public static int List(TargetChoice choice, bool json)
    {
        var path = Path.GetFullPath(OperatorCredentials.PathIn(choice.DataFolder));
        var profiles = ProfilesOf(choice.DataFolder);
        var console = Terminal.Output();
        if (json)
        {
            console.Profile.Out.Writer.WriteLine(new JsonArray([.. profiles.Select(profile => Of(profile, path))]).ToJsonString(OneLine));
            return ExitCodes.Success;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("profile", "access key");
        foreach (var profile in profiles)
        {
            table.AddRow(Markup.Escape(profile.Name), Markup.Escape(profile.AccessKeyId));
        }

        console.Write(table);
        return ExitCodes.Success;
    }

    private static JsonObject Of(OperatorProfile profile, string path) =>
        new() { ["profile"] = profile.Name, ["accessKeyId"] = profile.AccessKeyId, ["file"] = path };

    private static IReadOnlyList<OperatorProfile> ProfilesOf(string folder)
    {
        try
        {
            return OperatorCredentials.Read(folder).Profiles;
        }
        catch (IOException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }

    private static async Task<string> SecretAsync(string key, CancellationToken cancellationToken)
    {
        var text = Console.IsInputRedirected
            ? await Console.In.ReadLineAsync(cancellationToken)
            : await new TextPrompt<string>($"The secret of {Markup.Escape(key)}:").Secret(null).ShowAsync(Terminal.Errors(), cancellationToken);
        return text?.Trim() is { Length: > 0 } secret && !secret.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            ? secret
            : throw new CommandException("There is no secret without blanks on standard input: nothing was added.");
    }
}
