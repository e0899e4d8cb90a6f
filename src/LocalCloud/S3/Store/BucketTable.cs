using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

internal sealed class BucketTable(Database database, TimeProvider time)
{
    /// <summary>Creates the bucket unless it is there.</summary>
    public void Create(string name) => database.Run(connection => Create(connection, name));

    /// <summary>Creates the bucket, or brings it to the settings.</summary>
    public void Put(string name, BucketSettings settings) => database.Run(connection =>
    {
        Create(connection, name);
        if (settings.Versioned)
        {
            SetVersioning(connection, name, Versioning.Enabled);
        }
        else if (Require(connection, name).Versioning == Versioning.Enabled)
        {
            SetVersioning(connection, name, Versioning.Suspended);
        }

        var notifications = JsonSerializer.Serialize(settings.Notifications, S3Json.Default.IReadOnlyListNotificationRule);
        connection.Execute($"UPDATE buckets SET notifications = {notifications} WHERE name = {name}");
    });

    public Bucket Require(string name) => database.Run(connection => Require(connection, name));

    public IReadOnlyList<Bucket> All() => database.Run(connection =>
        connection.Query($"SELECT name, created, versioning, notifications FROM buckets ORDER BY name", Map));

    public void SetVersioning(string name, Versioning versioning) => database.Run(connection =>
    {
        Require(connection, name);
        SetVersioning(connection, name, versioning);
    });

    public void Delete(string name) => database.Run(connection =>
    {
        Require(connection, name);
        if (connection.Exists($"SELECT 1 FROM versions WHERE bucket = {name} LIMIT 1"))
        {
            throw new S3Exception(
                StatusCodes.Status409Conflict, "BucketNotEmpty", "The bucket you tried to delete is not empty")
            { Details = [("BucketName", name)] };
        }

        connection.Execute($"DELETE FROM buckets WHERE name = {name}");
    });

    /// <exception cref="S3Exception">NoSuchBucket.</exception>
    public static Bucket Require(SqliteConnection connection, string name) =>
        connection.Query($"SELECT name, created, versioning, notifications FROM buckets WHERE name = {name}", Map)
            .FirstOrDefault() ?? throw S3Errors.NoSuchBucket(name);

    private void Create(SqliteConnection connection, string name) => connection.Execute(
        $"""
        INSERT OR IGNORE INTO buckets (name, created, versioning, notifications)
        VALUES ({name}, {time.GetUtcNow().ToUnixTimeMilliseconds()}, {nameof(Versioning.Unversioned)}, '[]')
        """);

    private static void SetVersioning(SqliteConnection connection, string name, Versioning versioning) =>
        connection.Execute($"UPDATE buckets SET versioning = {versioning.ToString()} WHERE name = {name}");

    private static Bucket Map(SqliteDataReader row) => new(
        row.GetString(0),
        row.Time(1),
        Enum.Parse<Versioning>(row.GetString(2)),
        JsonSerializer.Deserialize(row.GetString(3), S3Json.Default.IReadOnlyListNotificationRule)!);
}
