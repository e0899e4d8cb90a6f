using System.Collections.Concurrent;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>What AWS would bill as requests, and over how many connections they came, by who made them.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<(string Caller, string Request), long> _requests = new();
    private readonly ConcurrentDictionary<(string Caller, string Connection), bool> _connections = new();

    /// <param name="caller">An access key, or what stands for one.</param>
    /// <param name="request">A service, or an operation of one.</param>
    /// <param name="number">How many of them.</param>
    public void Add(string caller, string request, long number = 1) =>
        _requests.AddOrUpdate((caller, request), number, (_, before) => before + number);

    public void Connected(string caller, string connection) => _connections.TryAdd((caller, connection), true);

    public long Of(string caller, string request) => _requests.GetValueOrDefault((caller, request));

    public int ConnectionsOf(string caller) => _connections.Keys.Count(key => key.Caller == caller);
}
