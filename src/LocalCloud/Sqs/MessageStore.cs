using System.Text.Json;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.Sqs.Wire;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>
/// The messages of the database. A message is visible from <c>visible_at</c> on; one that is not, is in flight if it was
/// received, and delayed if not. Times are Unix milliseconds.
/// </summary>
internal sealed class MessageStore(Database database)
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS message (
            sequence INTEGER PRIMARY KEY,
            queue INTEGER NOT NULL REFERENCES queue (number) ON DELETE CASCADE,
            id TEXT NOT NULL UNIQUE,
            body TEXT NOT NULL,
            attributes TEXT NOT NULL,
            sender TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            visible_at INTEGER NOT NULL,
            receive_count INTEGER NOT NULL DEFAULT 0,
            first_received_at INTEGER,
            last_received_at INTEGER,
            dead_letter_source TEXT);
        CREATE INDEX IF NOT EXISTS message_visible ON message (queue, visible_at);
        CREATE INDEX IF NOT EXISTS message_sent ON message (queue, sent_at);
        CREATE INDEX IF NOT EXISTS message_received ON message (queue, receive_count);
        """;

    public void Add(long queue, IReadOnlyList<(string Id, OutgoingMessage Message, long VisibleAt)> messages, long now) =>
        database.Run(connection =>
        {
            foreach (var (id, message, visibleAt) in messages)
            {
                connection.Execute(
                    $"""
                    INSERT INTO message (queue, id, body, attributes, sender, sent_at, visible_at)
                    VALUES ({queue}, {id}, {message.Body}, {Serialize(message.Attributes)}, {message.SenderId}, {now}, {visibleAt})
                    """);
            }

            connection.Execute($"UPDATE queue SET messages_sent = messages_sent + {messages.Count} WHERE number = {queue}");
        });

    /// <summary>
    /// Gives out up to <paramref name="most"/> visible messages and hides them, after dropping the expired ones and moving
    /// those received too often to the dead-letter queue.
    /// </summary>
    public Taken Take(StoredQueue queue, long? deadLetterQueue, int most, long now, long hiddenUntil) => database.Run(connection =>
    {
        DropExpired(connection, queue, now);
        var moved = deadLetterQueue is { } target ? MoveDeadLetters(connection, queue, target, now) : 0;
        var messages = connection.Query(
            $"""
            UPDATE message SET visible_at = {hiddenUntil}, receive_count = receive_count + 1, last_received_at = {now},
                first_received_at = coalesce(first_received_at, {now})
            WHERE sequence IN (
                SELECT sequence FROM message WHERE queue = {queue.Number} AND visible_at <= {now}
                ORDER BY visible_at, sequence LIMIT {most})
            RETURNING id, body, attributes, sender, sent_at, first_received_at, receive_count, dead_letter_source, sequence
            """,
            row => Map(row, queue.Name));
        var next = messages.Count > 0 ? null : connection.Query(
            $"SELECT min(visible_at) FROM message WHERE queue = {queue.Number} AND visible_at > {now}",
            row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0))[0];
        // RETURNING promises no order.
        return new Taken([.. messages.OrderBy(m => m.Sequence).Select(m => m.Message)], moved, next);
    });

    /// <summary>Whether the handle was the message's last; a stale one deletes nothing.</summary>
    public bool Delete(long queue, ReceiptHandle handle) => database.Run(connection => connection.Execute(
        $"DELETE FROM message WHERE queue = {queue} AND id = {handle.MessageId} AND receive_count = {handle.Receive}")) > 0;

    /// <summary>When the message was received and until when it is hidden; null where the handle is not its last.</summary>
    public (long ReceivedAt, long HiddenUntil)? Find(long queue, ReceiptHandle handle) => database.Run(connection => connection.Query(
        $"""
        SELECT last_received_at, visible_at FROM message
        WHERE queue = {queue} AND id = {handle.MessageId} AND receive_count = {handle.Receive}
        """,
        row => ((long, long)?)(row.GetInt64(0), row.GetInt64(1))).SingleOrDefault());

    public void Hide(long queue, ReceiptHandle handle, long until) => database.Run(connection => connection.Execute(
        $"""
        UPDATE message SET visible_at = {until}
        WHERE queue = {queue} AND id = {handle.MessageId} AND receive_count = {handle.Receive}
        """));

    public void DeleteAll(long queue) => database.Run(connection => connection.Execute(
        $"DELETE FROM message WHERE queue = {queue}"));

    public QueueCounts Count(StoredQueue queue, long now) => database.Run(connection =>
    {
        DropExpired(connection, queue, now);
        return connection.Query(
            $"""
            SELECT count(*) FILTER (WHERE visible_at <= {now}),
                count(*) FILTER (WHERE visible_at > {now} AND receive_count > 0),
                count(*) FILTER (WHERE visible_at > {now} AND receive_count = 0)
            FROM message WHERE queue = {queue.Number}
            """,
            row => new QueueCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))[0];
    });

    public long CountSent(long queue) => database.Run(connection => connection.Query(
        $"SELECT messages_sent FROM queue WHERE number = {queue}", row => row.GetInt64(0)).SingleOrDefault());

    private static void DropExpired(SqliteConnection connection, StoredQueue queue, long now)
    {
        var sentBy = now - (long)queue.Settings.MessageRetentionPeriod.TotalMilliseconds;
        connection.Execute($"DELETE FROM message WHERE queue = {queue.Number} AND sent_at <= {sentBy}");
    }

    /// <summary>Everything of the message but its place stays: id, body, attributes, sent timestamp and receive count.</summary>
    private static int MoveDeadLetters(SqliteConnection connection, StoredQueue queue, long target, long now) => connection.Execute(
        $"""
        UPDATE message SET queue = {target}, visible_at = {now}, dead_letter_source = {LocalAccount.Arn("sqs", queue.Name)}
        WHERE queue = {queue.Number} AND receive_count >= {queue.Settings.RedrivePolicy!.MaxReceiveCount} AND visible_at <= {now}
        """);

    private static (long Sequence, ReceivedMessage Message) Map(SqliteDataReader row, string queue)
    {
        var id = row.GetString(0);
        var receiveCount = row.GetInt32(6);
        return (row.GetInt64(8), new ReceivedMessage
        {
            MessageId = id,
            ReceiptHandle = new ReceiptHandle(queue, id, receiveCount).ToString(),
            Body = row.GetString(1),
            Attributes = JsonSerializer.Deserialize(row.GetString(2), SqsJson.Default.DictionaryStringMessageAttribute)!,
            SenderId = row.GetString(3),
            SentAt = row.Time(4),
            FirstReceivedAt = row.Time(5),
            ReceiveCount = receiveCount,
            DeadLetterSourceArn = row.Text(7),
        });
    }

    private static string Serialize(IReadOnlyDictionary<string, MessageAttribute>? attributes) => attributes is null
        ? "{}"
        : JsonSerializer.Serialize(attributes.ToDictionary(), SqsJson.Default.DictionaryStringMessageAttribute);
}

/// <param name="Messages">What the receiver gets.</param>
/// <param name="Moved">How many messages went to the dead-letter queue.</param>
/// <param name="NextVisibleAt">Where no message is visible, when the next one will be, if any waits.</param>
internal sealed record Taken(IReadOnlyList<ReceivedMessage> Messages, int Moved, long? NextVisibleAt);
