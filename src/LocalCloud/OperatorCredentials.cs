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

    /// <summary>Secrets by access key, the first one's included.</summary>
    internal IReadOnlyDictionary<string, string> All { get; init; } = new Dictionary<string, string>();

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
            else if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
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
            return Parse(File.ReadLines(path)) ?? throw new IOException($"{path} holds no {KeyName} with its {SecretName}.");
        }
        catch (FileNotFoundException exception)
        {
            throw new IOException($"There is no file {path}: 'pipeline up' writes it.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
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
        var keys = new List<(string Id, string Secret)>();
        var id = "";
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                id = "";
            }
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [KeyName, var key])
            {
                id = key;
            }
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [SecretName, { Length: > 0 } secret] && id.Length > 0)
            {
                keys.Add((id, secret));
            }
        }

        return keys is [var (first, firstSecret), ..]
            ? new OperatorCredentials(first, firstSecret) { All = keys.DistinctBy(key => key.Id).ToDictionary(key => key.Id, key => key.Secret) }
            : null;
    }
}
