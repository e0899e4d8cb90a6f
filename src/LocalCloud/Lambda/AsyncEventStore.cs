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

    private static readonly SqlText Columns = new("""
        sequence, request_id, function, payload, enqueued_at, due_at, state, attempts, condition, response,
        function_error, finished_at, finished
        """);

    private readonly Database _database;
    private readonly int _kept;

    /// <summary>Opens or creates the file, which keeps the last <paramref name="kept"/> finished events.</summary>
    public AsyncEventStore(string path, int kept)
    {
        _database = new Database(path, Schema);
        _kept = kept;
    }

    public void Add(string requestId, string function, ReadOnlyMemory<byte> payload, DateTimeOffset now, TimeSpan delay = default)
    {
        var time = now.ToUnixTimeMilliseconds();
        var due = (now + delay).ToUnixTimeMilliseconds();
        _database.Run(connection => connection.Execute(
            $"""
            INSERT INTO events (request_id, function, payload, enqueued_at, due_at, state)
            VALUES ({requestId}, {function}, {payload.ToArray()}, {time}, {due}, 'Pending')
            """));
    }

    /// <summary>The function's event that is due first, which may be in the future.</summary>
    public AsyncEvent? Next(string function) => _database.Run(connection => connection.Query(
        $"""
        SELECT {Columns} FROM events WHERE function = {function} AND state IN ('Pending', 'Undelivered')
        ORDER BY due_at, sequence LIMIT 1
        """,
        Map).FirstOrDefault());

    public void Save(AsyncEvent value) => _database.Run(connection => Update(connection, value));

    /// <summary>Stores the end of an event, counts it, and drops what is too old to keep.</summary>
    public void Finish(AsyncEvent value) => _database.Run(connection =>
    {
        Update(connection, value);
        connection.Execute(
            $"INSERT INTO totals VALUES ({value.State.ToString()}, 1) ON CONFLICT DO UPDATE SET count = count + 1");
        connection.Execute(
            $"""
            UPDATE events SET finished = 1 + (SELECT IFNULL(MAX(finished), 0) FROM events)
            WHERE sequence = {value.Sequence}
            """);
        connection.Execute($"DELETE FROM events WHERE finished <= (SELECT MAX(finished) FROM events) - {_kept}");
    });

    /// <summary>Finished events, the last first.</summary>
    public IReadOnlyList<AsyncEvent> Finished(string? function, int count) =>
        _database.Run(connection => connection.Query(
            $"""
            SELECT {Columns} FROM events
            WHERE finished IS NOT NULL AND function = coalesce({function}, function)
            ORDER BY finished DESC LIMIT {count}
            """,
            Map));

    /// <summary>Those that have ended after the one of this number, the first first.</summary>
    public IReadOnlyList<AsyncEvent> FinishedAfter(string function, long number) =>
        _database.Run(connection => connection.Query(
            $"""
            SELECT {Columns} FROM events WHERE finished > {number} AND function = {function} ORDER BY finished
            """,
            Map));

    public AsyncEventCounts Count() => _database.Run(connection =>
    {
        var pending = connection
            .Query($"SELECT COUNT(*) FROM events WHERE finished IS NULL", row => row.GetInt64(0)).Single();
        var totals = connection
            .Query($"SELECT state, count FROM totals", row => (State: row.GetString(0), Count: row.GetInt64(1)))
            .ToDictionary(total => total.State, total => total.Count);
        return new AsyncEventCounts(
            pending,
            totals.GetValueOrDefault(nameof(AsyncEventState.Succeeded)),
            totals.GetValueOrDefault(nameof(AsyncEventState.Failed)));
    });

    public void Dispose() => _database.Dispose();

    private static void Update(SqliteConnection connection, AsyncEvent value) => connection.Execute(
        $"""
        UPDATE events SET due_at = {value.DueAt.ToUnixTimeMilliseconds()}, state = {value.State.ToString()},
            attempts = {value.Attempts}, condition = {value.Condition}, response = {value.Response?.ToArray()},
            function_error = {value.FunctionError}, finished_at = {value.FinishedAt?.ToUnixTimeMilliseconds()}
        WHERE sequence = {value.Sequence}
        """);

    private static AsyncEvent Map(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetFieldValue<byte[]>(3),
        row.Time(4),
        row.Time(5),
        Enum.Parse<AsyncEventState>(row.GetString(6)),
        row.GetInt32(7),
        row.Text(8),
        row.Bytes(9) is { } response ? (ReadOnlyMemory<byte>?)response : null,
        row.Text(10),
        row.IsDBNull(11) ? null : row.Time(11),
        row.IsDBNull(12) ? null : row.GetInt64(12));
}
