using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>The asynchronous events of all functions, and the last finished ones.</summary>
internal sealed class AsyncEventStore : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            request_id TEXT NOT NULL,
            function TEXT NOT NULL,
            payload BLOB NOT NULL,
            enqueued_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            condition TEXT,
            response BLOB,
            function_error TEXT,
            finished INTEGER,
            finished_at INTEGER);
        CREATE INDEX IF NOT EXISTS events_due ON events (function, due_at, sequence)
            WHERE state IN ('Pending', 'Undelivered');
        CREATE UNIQUE INDEX IF NOT EXISTS events_finished ON events (finished) WHERE finished IS NOT NULL;
        CREATE TABLE IF NOT EXISTS totals (state TEXT PRIMARY KEY, count INTEGER NOT NULL);
        -- What was under way when the process ended is tried again.
        UPDATE events SET state = 'Pending' WHERE state = 'Running';
        UPDATE events SET state = 'Undelivered' WHERE state = 'Delivering';
        """;

    private const string Columns = """
        sequence, request_id, function, payload, enqueued_at, due_at, state, attempts, condition, response,
        function_error, finished_at
        """;

    private readonly Database _database;
    private readonly int _kept;

    /// <summary>Opens or creates the file, which keeps the last <paramref name="kept"/> finished events.</summary>
    public AsyncEventStore(string path, int kept)
    {
        _database = new Database(path, Schema);
        _kept = kept;
    }

    public void Add(string requestId, string function, ReadOnlyMemory<byte> payload, DateTimeOffset now) =>
        _database.Run(connection => connection.Run(
            """
            INSERT INTO events (request_id, function, payload, enqueued_at, due_at, state)
            VALUES ($request, $function, $payload, $now, $now, 'Pending')
            """,
            ("$request", requestId), ("$function", function), ("$payload", payload.ToArray()),
            ("$now", now.ToUnixTimeMilliseconds())));

    /// <summary>The function's event that is due first, which may be in the future.</summary>
    public AsyncEvent? Next(string function) => _database.Run(connection => connection.Read(
        $"""
        SELECT {Columns} FROM events WHERE function = $function AND state IN ('Pending', 'Undelivered')
        ORDER BY due_at, sequence LIMIT 1
        """,
        Map, ("$function", function)).FirstOrDefault());

    public void Save(AsyncEvent value) => _database.Run(connection => Update(connection, value));

    /// <summary>Stores the end of an event, counts it, and drops what is too old to keep.</summary>
    public void Finish(AsyncEvent value) => _database.Run(connection =>
    {
        Update(connection, value);
        connection.Run(
            "INSERT INTO totals VALUES ($state, 1) ON CONFLICT DO UPDATE SET count = count + 1",
                ("$state", value.State.ToString()));
        connection.Run(
            "UPDATE events SET finished = 1 + (SELECT IFNULL(MAX(finished), 0) FROM events) WHERE sequence = $sequence",
            ("$sequence", value.Sequence));
        connection.Run(
            "DELETE FROM events WHERE finished <= (SELECT MAX(finished) FROM events) - $kept", ("$kept", _kept));
    });

    /// <summary>Finished events, the last first.</summary>
    public IReadOnlyList<AsyncEvent> Finished(string? function, int count) =>
        _database.Run(connection => connection.Read(
            $"""
            SELECT {Columns} FROM events WHERE finished IS NOT NULL AND ($function IS NULL OR function = $function)
            ORDER BY finished DESC LIMIT $count
            """,
            Map, ("$function", function), ("$count", count)));

    public AsyncEventCounts Count() => _database.Run(connection =>
    {
        var pending = connection.Read("SELECT COUNT(*) FROM events WHERE finished IS NULL",
            row => row.GetInt64(0)).Single();
        var totals = connection
            .Read("SELECT state, count FROM totals", row => (State: row.GetString(0), Count: row.GetInt64(1)))
            .ToDictionary(total => total.State, total => total.Count);
        return new AsyncEventCounts(
            pending,
            totals.GetValueOrDefault(nameof(AsyncEventState.Succeeded)),
            totals.GetValueOrDefault(nameof(AsyncEventState.Failed)));
    });

    public void Dispose() => _database.Dispose();

    private static void Update(SqliteConnection connection, AsyncEvent value) => connection.Run(
        """
        UPDATE events SET due_at = $due, state = $state, attempts = $attempts, condition = $condition,
            response = $response, function_error = $error, finished_at = $finished
        WHERE sequence = $sequence
        """,
        ("$sequence", value.Sequence), ("$due", value.DueAt.ToUnixTimeMilliseconds()),
        ("$state", value.State.ToString()), ("$attempts", value.Attempts), ("$condition", value.Condition),
        ("$response", value.Response?.ToArray()), ("$error", value.FunctionError),
        ("$finished", value.FinishedAt?.ToUnixTimeMilliseconds()));

    private static AsyncEvent Map(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetFieldValue<byte[]>(3),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Enum.Parse<AsyncEventState>(row.GetString(6)),
        row.GetInt32(7),
        row.IsDBNull(8) ? null : row.GetString(8),
        row.IsDBNull(9) ? null : (ReadOnlyMemory<byte>?)row.GetFieldValue<byte[]>(9),
        row.IsDBNull(10) ? null : row.GetString(10),
        row.IsDBNull(11) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)));
}
