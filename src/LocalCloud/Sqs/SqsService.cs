using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Iam;
using ServerlessPipeline.LocalCloud.Sqs.Wire;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>
/// Amazon SQS's standard queues in one SQLite file, over both of its wire protocols. What is not done is refused by name.
/// </summary>
internal sealed partial class SqsService : IAwsService, IDisposable
{
    private static readonly TimeSpan NameReuse = TimeSpan.FromSeconds(60);
    private static readonly JsonProtocol Json = new();
    private static readonly QueryProtocol Query = new();

    private readonly Database _database;
    private readonly QueueStore _store;
    private readonly MessageStore _messages;
    private readonly TimeProvider _time;
    private readonly SqsOperations _operations;
    private readonly ConcurrentDictionary<string, SqsQueue> _queues = new();
    private readonly Dictionary<string, DateTimeOffset> _deletedAt = [];
    private readonly Lock _changes = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="folder">Holds the database; created where missing.</param>
    /// <param name="time">The clock of timestamps and waits.</param>
    public SqsService(string folder, TimeProvider time)
    {
        _time = time;
        _database = new Database(Path.Combine(folder, "sqs.db"), QueueStore.Schema);
        _store = new QueueStore(_database);
        _messages = new MessageStore(_database);
        foreach (var stored in _store.All())
        {
            Open(stored);
        }

        _operations = new SqsOperations(this, _stopping.Token);
    }

    public string SigningName => "sqs";

    internal IEnumerable<SqsQueue> Queues => _queues.Values.OrderBy(q => q.Name, StringComparer.Ordinal);

    /// <summary>Creates the queue, or gives the existing one these settings.</summary>
    /// <exception cref="SqsException">The name is not allowed, or the dead-letter queue does not exist.</exception>
    public void PutQueue(string name, QueueSettings settings)
    {
        lock (_changes)
        {
            if (_queues.TryGetValue(name, out var queue))
            {
                Update(queue, settings);
            }
            else
            {
                Create(name, settings);
            }
        }
    }

    /// <exception cref="SqsException">There is no such queue.</exception>
    public SqsQueue Queue(string nameOrArn) => Find(nameOrArn) ?? throw SqsException.QueueDoesNotExist();

    public async Task HandleAsync(HttpContext context)
    {
        IProtocol protocol = context.Request.Headers.ContainsKey(JsonProtocol.TargetHeader) ? Json : Query;
        var requestId = Guid.NewGuid().ToString();
        try
        {
            var call = await protocol.ReadAsync(context.Request);
            if (Session.Of(context) is { } session)
            {
                SqsPermissions.Demand(session, call);
            }

            var answer = await _operations.RunAsync(call, Caller.Of(context.Request), context.RequestAborted);
            await protocol.WriteAsync(context.Response, call.Operation, answer, requestId);
        }
        catch (SqsException error)
        {
            await protocol.WriteAsync(context.Response, error, requestId);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    /// <summary>Ends the long polls, empty, and closes the database. Queues must not be used after it.</summary>
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _stopping.Dispose();
        _database.Dispose();
    }

    internal SqsQueue? Find(string nameOrArn)
    {
        var prefix = LocalAccount.Arn("sqs", "");
        var name = nameOrArn.StartsWith(prefix, StringComparison.Ordinal) ? nameOrArn[prefix.Length..] : nameOrArn;
        return _queues.GetValueOrDefault(name);
    }

    /// <summary>As CreateQueue does: attributes that the request leaves out may be anything in an existing queue.</summary>
    internal SqsQueue CreateQueue(string name, Dictionary<string, string> attributes)
    {
        lock (_changes)
        {
            if (Find(name) is { } existing)
            {
                var wanted = QueueAttributes.Apply(existing.Settings, attributes);
                var differing = QueueAttributes.Describe(wanted).Except(QueueAttributes.Describe(existing.Settings)).ToList();
                return differing is [] ? existing : throw SqsException.QueueNameExists(differing[0].Key);
            }

            if (_deletedAt.TryGetValue(name, out var deletedAt) && _time.GetUtcNow() < deletedAt + NameReuse)
            {
                throw SqsException.QueueDeletedRecently();
            }

            return Create(name, QueueAttributes.Apply(new QueueSettings(), attributes));
        }
    }

    internal void ChangeQueue(SqsQueue queue, Dictionary<string, string> attributes)
    {
        lock (_changes)
        {
            Update(queue, QueueAttributes.Apply(queue.Settings, attributes));
        }
    }

    internal void DeleteQueue(SqsQueue queue)
    {
        lock (_changes)
        {
            if (_queues.TryRemove(queue.Name, out _))
            {
                _store.Delete(queue.Stored!);
                queue.Stored = null;
                _deletedAt[queue.Name] = _time.GetUtcNow();
            }
        }
    }

    private SqsQueue Create(string name, QueueSettings settings)
    {
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            throw SqsException.NotImplemented("FIFO queues: a queue name that ends in .fifo");
        }

        if (!QueueName().IsMatch(name))
        {
            throw SqsException.InvalidParameterValue(
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        CheckDeadLetterQueue(settings);
        return Open(_store.Create(name, settings, _time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private void Update(SqsQueue queue, QueueSettings settings)
    {
        CheckDeadLetterQueue(settings);
        queue.Stored = _store.Update(queue.Stored ?? throw SqsException.QueueDoesNotExist(), settings,
            _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private void CheckDeadLetterQueue(QueueSettings settings)
    {
        if (settings.RedrivePolicy is { } policy && Find(policy.DeadLetterTargetArn)?.Arn != policy.DeadLetterTargetArn)
        {
            throw SqsException.InvalidParameterValue($"Value {policy.DeadLetterTargetArn} for parameter RedrivePolicy is invalid. "
                + "Reason: Dead letter target does not exist.");
        }
    }

    private SqsQueue Open(StoredQueue stored) => _queues[stored.Name] = new SqsQueue(stored, _messages, Find, _time);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z", RegexOptions.None, 1000)]
    private static partial Regex QueueName();
}
