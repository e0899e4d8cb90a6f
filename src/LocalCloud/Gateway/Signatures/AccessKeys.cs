using System.Collections.Concurrent;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>The access keys that may call, and their secrets. Secrets leave it only for the environment of a program.</summary>
/// <param name="place">Where people find the operator's key; errors say so.</param>
internal sealed class AccessKeys(string place)
{
    private readonly ConcurrentDictionary<string, string> _secrets = new();

    /// <summary>Where people find the operator's key.</summary>
    public string Place => place;

    /// <summary>The secret of a key that is not among those that were added and issued; null for one that is not known there either.</summary>
    public Func<string, string?> Elsewhere { get; init; } = _ => null;

    /// <summary>Whether a key that is not known is taken for the operator's, although nothing can be held against its signature.</summary>
    public Func<string, bool> TakesUnknown { get; init; } = _ => false;

    public void Add(string accessKeyId, string secret) => _secrets[accessKeyId] = secret;

    /// <summary>Makes a key good for this run. What it may do must be settled before: a key without a role is the operator's.</summary>
    /// <returns>Its secret.</returns>
    public string Issue(string accessKeyId) => _secrets.GetOrAdd(accessKeyId, _ => Credentials.NewSecret());

    /// <summary>Null for a key that is not known.</summary>
    public string? SecretOf(string accessKeyId) => _secrets.GetValueOrDefault(accessKeyId) ?? Elsewhere(accessKeyId);
}
