namespace ServerlessPipeline.LocalCloud;

/// <summary>
/// The profiles of the operator's file as it is now: it is read again when it has changed, so that one that is added, changed or
/// taken out while a run goes on counts with the next request.
/// </summary>
internal sealed class OperatorProfiles(string dataFolder)
{
    private readonly Lock _lock = new();
    private readonly FileInfo _file = new(OperatorCredentials.PathIn(dataFolder));
    private (DateTime Written, long Length) _read;
    private Dictionary<string, string> _secrets = [];

    /// <summary>Null for a key that no profile has.</summary>
    public string? SecretOf(string accessKeyId)
    {
        lock (_lock)
        {
            _file.Refresh();
            var state = _file.Exists ? (_file.LastWriteTimeUtc, _file.Length) : default;
            if (state != _read)
            {
                // A change between the look and the reading is another one to see.
                (_secrets, _read) = (Read(), state);
            }

            return _secrets.GetValueOrDefault(accessKeyId);
        }
    }

    private Dictionary<string, string> Read()
    {
        try
        {
            // Whatever wrote it, an editor perhaps.
            OperatorCredentials.Close(_file.FullName);
            return OperatorCredentials.Read(dataFolder).Profiles.DistinctBy(profile => profile.AccessKeyId)
                .ToDictionary(profile => profile.AccessKeyId, profile => profile.Secret);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone, or no one's to read: then it has no profile.
            return [];
        }
    }
}
