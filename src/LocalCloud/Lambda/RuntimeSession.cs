using System.Threading.Channels;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>How the Runtime API takes an answer.</summary>
internal enum AnswerOutcome
{
    Accepted,
    InvalidRequestId,
    InvalidStateTransition,
}

/// <summary>
/// One process's conversation with the Runtime API: it asks for an event, answers it, and asks for the next, which also
/// says that it is done with the one before.
/// </summary>
internal sealed class RuntimeSession
{
    private readonly Lock _lock = new();
    private readonly Channel<Invocation> _deliveries = Channel.CreateBounded<Invocation>(1);
    private readonly TaskCompletionSource<bool> _initialized = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Invocation? _current;

    /// <summary>True once the process asks for its first event, false where it ended before that.</summary>
    public Task<bool> Initialized => _initialized.Task;

    /// <summary>The process's own account of why it could not initialize.</summary>
    public ReadOnlyMemory<byte>? InitError { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>
    /// Makes it the current invocation, which may have to wait for the initialization; false where the process is
    /// gone.
    /// </summary>
    public bool TryBegin(Invocation invocation)
    {
        lock (_lock)
        {
            if (IsClosed)
            {
                return false;
            }

            _current = invocation;
            return true;
        }
    }

    /// <summary>Hands the current invocation to the process.</summary>
    public void Deliver(Invocation invocation, DateTimeOffset deadline)
    {
        invocation.Deadline = deadline;
        _deliveries.Writer.TryWrite(invocation);
    }

    /// <summary>Waits for the next event; null where the process has not answered the one before.</summary>
    /// <exception cref="ChannelClosedException">The process has ended.</exception>
    public async Task<Invocation?> NextAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_current is { Deadline: not null } current)
            {
                if (current.Answer is not { } answer)
                {
                    return null;
                }

                _current = null;
                current.End(answer);
            }
        }

        _initialized.TrySetResult(true);
        return await _deliveries.Reader.ReadAsync(cancellationToken);
    }

    public AnswerOutcome Answer(InvocationResult answer)
    {
        lock (_lock)
        {
            if (_current is not { Deadline: not null } current || current.RequestId != answer.RequestId)
            {
                return AnswerOutcome.InvalidRequestId;
            }

            if (current.Answer is not null)
            {
                return AnswerOutcome.InvalidStateTransition;
            }

            current.Answer = answer;
            return AnswerOutcome.Accepted;
        }
    }

    public AnswerOutcome FailInit(ReadOnlyMemory<byte> error)
    {
        lock (_lock)
        {
            if (_initialized.Task.IsCompleted)
            {
                return AnswerOutcome.InvalidStateTransition;
            }

            InitError = error;
            return AnswerOutcome.Accepted;
        }
    }

    /// <summary>The process has ended. The invocation that it leaves behind is the caller's to end.</summary>
    public Invocation? Close()
    {
        lock (_lock)
        {
            IsClosed = true;
            _initialized.TrySetResult(false);
            _deliveries.Writer.TryComplete();
            return _current;
        }
    }
}
