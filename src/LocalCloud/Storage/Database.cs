using Microsoft.Data.Sqlite;

namespace ServerlessPipeline.LocalCloud.Storage;

/// <summary>
/// One SQLite file that survives a killed process (write-ahead log). Calls are serialized: SQLite has one writer anyway,
/// and a caller that reads and writes in one call sees no other in between.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <param name="path">The file; its folder is created.</param>
    /// <param name="schema">Statements that create what is missing; run at every start.</param>
    public Database(string path, string schema)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute(_connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
        Execute(_connection, schema);
    }

    /// <summary>Runs <paramref name="work"/> alone and in one transaction, committed unless it throws.</summary>
    public T Run<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            var result = work(_connection);
            transaction.Commit();
            return result;
        }
    }

    public void Run(Action<SqliteConnection> work) => Run(connection =>
    {
        work(connection);
        return true;
    });

    public void Dispose() => _connection.Dispose();

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
