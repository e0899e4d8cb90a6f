using System.Text.Json;
using ServerlessPipeline.LocalCloud.Sqs.Wire;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>The queues of the database; times are Unix milliseconds.</summary>
internal sealed class QueueStore(Database database)
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS queue (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            attributes TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            messages_sent INTEGER NOT NULL DEFAULT 0);
        """ + MessageStore.Schema;

    public List<StoredQueue> All() => database.Run(connection => connection.Query(
        $"SELECT number, name, attributes, created_at, modified_at FROM queue",
        row => new StoredQueue(
            row.GetInt64(0),
            row.GetString(1),
            QueueAttributes.Apply(new QueueSettings(),
                JsonSerializer.Deserialize(row.GetString(2), SqsJson.Default.DictionaryStringString)!),
            row.GetInt64(3),
            row.GetInt64(4))));

    public StoredQueue Create(string name, QueueSettings settings, long now)
    {
        var number = database.Run(connection => connection.Query(
            $"""
            INSERT INTO queue (name, attributes, created_at, modified_at) VALUES ({name}, {Serialize(settings)}, {now}, {now})
            RETURNING number
            """,
            row => row.GetInt64(0))[0]);
        return new StoredQueue(number, name, settings, now, now);
    }

    public StoredQueue Update(StoredQueue queue, QueueSettings settings, long now)
    {
        database.Run(connection => connection.Execute(
            $"UPDATE queue SET attributes = {Serialize(settings)}, modified_at = {now} WHERE number = {queue.Number}"));
        return queue with { Settings = settings, ModifiedAt = now };
    }

    public void Delete(StoredQueue queue) => database.Run(connection => connection.Execute(
        $"DELETE FROM queue WHERE number = {queue.Number}"));

    private static string Serialize(QueueSettings settings) =>
        JsonSerializer.Serialize(QueueAttributes.Describe(settings), SqsJson.Default.DictionaryStringString);
}

internal sealed record StoredQueue(long Number, string Name, QueueSettings Settings, long CreatedAt, long ModifiedAt);
