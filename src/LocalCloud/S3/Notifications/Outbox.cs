using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.S3.Store;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Notifications;

/// <summary>Notifications not yet delivered. They are written in the transaction of the change that they tell of.</summary>
internal sealed class Outbox(Database database)
{
    /// <summary>Told of a target for which there may be notifications, once they can be read.</summary>
    public Action<string>? Added { get; set; }

    /// <summary>Adds a notification for every rule of the bucket that wants the event.</summary>
    /// <returns>The targets, to be announced after the transaction.</returns>
    public static IReadOnlyList<string> Add(SqliteConnection connection, Bucket bucket, ObjectEvent happened)
    {
        var rules = bucket.Notifications.Where(happened.IsWantedBy).ToList();
        foreach (var rule in rules)
        {
            var payload = NotificationMessage.Write(bucket, rule, happened);
            connection.Execute($"INSERT INTO outbox (target, payload) VALUES ({rule.TargetArn}, {payload})");
        }

        return rules.ConvertAll(rule => rule.TargetArn);
    }

    public void Announce(IEnumerable<string> targets)
    {
        foreach (var target in targets)
        {
            Added?.Invoke(target);
        }
    }

    public IReadOnlyList<string> Targets() => database.Run(connection =>
        connection.Query($"SELECT DISTINCT target FROM outbox", row => row.GetString(0)));

    /// <summary>The target's oldest notification.</summary>
    public (long Id, byte[] Payload)? Next(string target) => database.Run(connection => connection.Query(
        $"SELECT id, payload FROM outbox WHERE target = {target} ORDER BY id LIMIT 1",
        row => ((long, byte[])?)(row.GetInt64(0), row.Bytes(1)!)).FirstOrDefault());

    public void Remove(long id) => database.Run(connection =>
    {
        connection.Execute($"DELETE FROM outbox WHERE id = {id}");
    });
}
