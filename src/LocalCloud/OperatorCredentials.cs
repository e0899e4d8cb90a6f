using System.Security.Cryptography;

namespace ServerlessPipeline.LocalCloud;

/// <summary>
/// The operator's key of a local run, made once for a data folder and readable by its owner alone. The file is one of AWS's own
/// form, so that every SDK and tool can use it. Keys that its owner adds as further profiles are the operator's as well.
/// </summary>
/// <param name="AccessKeyId">The first profile's.</param>
/// <param name="Secret">The first profile's.</param>
public sealed record OperatorCredentials(string AccessKeyId, string Secret)
{
    private const string KeyName = "aws_access_key_id";
    private const string SecretName = "aws_secret_access_key";

    /// <summary>All profiles of the file, the first one's included.</summary>
    public IReadOnlyList<OperatorProfile> Profiles { get; private init; } = [];

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "credentials");

    /// <summary>Makes them where the folder has none.</summary>
    /// <exception cref="IOException">The file cannot be used; the message says why.</exception>
    public static OperatorCredentials Ensure(string dataFolder)
    {
        var path = Path.GetFullPath(PathIn(dataFolder));
        try
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(dataFolder);
                Write(path);
            }
            else
            {
                Close(path);
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        return Read(dataFolder);
    }

    /// <exception cref="IOException">There is none, or it cannot be read; the message says why.</exception>
    public static OperatorCredentials Read(string dataFolder)
    {
        var path = Path.GetFullPath(PathIn(dataFolder));
        try
        {
            // Beside whatever is writing it.
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return Parse(file.ReadToEnd().Split('\n')) ?? throw new IOException($"{path} holds no {KeyName} with its {SecretName}.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"There is no file {path}: 'pipeline up' writes it.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>
    /// Adds a profile, whose key is the operator's from the next request on. Its parts are on a line each, so they must hold none
    /// of what ends one.
    /// </summary>
    /// <exception cref="IOException">There is no file, or it has the profile or the key; the message says which.</exception>
    public static void Add(string dataFolder, OperatorProfile profile)
    {
        var path = Path.GetFullPath(PathIn(dataFolder));
        var profiles = Read(dataFolder).Profiles;
        if (profiles.FirstOrDefault(other => other.Name == profile.Name) is not null)
        {
            throw new IOException($"{path} has a profile '{profile.Name}' already.");
        }

        if (profiles.FirstOrDefault(other => other.AccessKeyId == profile.AccessKeyId) is { } same)
        {
            throw new IOException($"{path} has the key '{profile.AccessKeyId}' already, in the profile '{same.Name}'.");
        }

        try
        {
            Close(path);
            // In one piece, for a run may be reading.
            File.AppendAllText(
                path,
                $"\n[{profile.Name}]\n{KeyName} = {profile.AccessKeyId}\n{SecretName} = {profile.Secret}\nregion = {LocalAccount.Region}\n");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>Lets nobody but the owner read the file, whoever could before.</summary>
    internal static void Close(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>A secret must not be printed, whatever prints the record.</summary>
    public override string ToString() => AccessKeyId;

    private static void Write(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.WriteLine("# Good for the local run of this folder alone. Add a profile for a tool that brings a key of its own.");
        file.WriteLine("[default]");
        file.WriteLine($"{KeyName} = {LocalAccount.OperatorAccessKey}");
        file.WriteLine($"{SecretName} = {RandomNumberGenerator.GetHexString(40, lowercase: true)}");
        file.WriteLine($"region = {LocalAccount.Region}");
    }

    private static OperatorCredentials? Parse(IEnumerable<string> lines)
    {
        var profiles = new List<OperatorProfile>();
        var (name, id) = ("", "");
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                (name, id) = (line.Trim('[', ']', ' '), "");
            }
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [KeyName, var key])
            {
                id = key;
            }
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [SecretName, { Length: > 0 } secret] && id.Length > 0)
            {
                profiles.Add(new OperatorProfile(name, id, secret));
            }
        }

        return profiles is [var first, ..] ? new OperatorCredentials(first.AccessKeyId, first.Secret) { Profiles = profiles } : null;
    }
}

/// <summary>A profile of the operator's file.</summary>
public sealed record OperatorProfile(string Name, string AccessKeyId, string Secret)
{
    /// <summary>A secret must not be printed, whatever prints the record.</summary>
    public override string ToString() => AccessKeyId;
}
