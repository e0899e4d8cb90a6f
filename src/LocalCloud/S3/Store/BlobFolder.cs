using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>
/// Content by its SHA-256: small in the database, large in files named by the hash, so that no name comes from a client.
/// Files change only under the database's lock. A file that a killed process left without a row is removed at start.
/// </summary>
internal sealed class BlobFolder
{
    private readonly Database _database;
    private readonly string _blobs;
    private readonly string _incoming;

    public BlobFolder(string folder, Database database)
    {
        _database = database;
        _blobs = Path.Combine(folder, "blobs");
        _incoming = Path.Combine(folder, "incoming");
        Directory.CreateDirectory(_blobs);
        if (Directory.Exists(_incoming))
        {
            Directory.Delete(_incoming, recursive: true);
        }

        Directory.CreateDirectory(_incoming);
        CollectUnused();
        RemoveOrphans();
    }

    public StagedBody Stage(ChecksumAlgorithm? checksum) =>
        new(Path.Combine(_incoming, Guid.NewGuid().ToString("N")), checksum);

    /// <summary>Stores the content, as part of the caller's transaction.</summary>
    /// <returns>Its hash, to refer to it; null if it is empty.</returns>
    public byte[]? Keep(SqliteConnection connection, StagedBody body)
    {
        if (body.Size == 0)
        {
            return null;
        }

        if (body.File is not null && !File.Exists(PathOf(body.Sha256)))
        {
            File.Move(body.File, PathOf(body.Sha256));
        }

        var content = body.File is null ? body.Inline : null;
        connection.Execute(
            $"INSERT OR IGNORE INTO blobs (hash, size, content) VALUES ({body.Sha256}, {body.Size}, {content})");
        return body.Sha256;
    }

    /// <summary>
    /// The bytes of a version from <paramref name="offset"/> on. Its files are open before the caller's transaction ends,
    /// so deleting the object does not disturb who reads it.
    /// </summary>
    public ObjectContent Open(SqliteConnection connection, ObjectVersion version, long offset, long length)
    {
        var blobs = connection.Query(
            $"""
            SELECT blobs.hash, blobs.size, blobs.content FROM segments JOIN blobs USING (hash)
            WHERE version = {version.Sequence} ORDER BY position
            """,
            row => (Hash: row.Bytes(0)!, Size: row.GetInt64(1), Content: row.Bytes(2)));

        var content = new ObjectContent();
        foreach (var blob in blobs)
        {
            var taken = Math.Min(blob.Size - offset, length);
            if (taken > 0)
            {
                content.Add(blob.Content, blob.Content is null ? PathOf(blob.Hash) : null, offset, taken);
                length -= taken;
            }

            offset = Math.Max(0, offset - blob.Size);
        }

        return content;
    }

    /// <summary>Removes content that nothing refers to. Its files go first: a kill in between leaves a row to collect.</summary>
    public void CollectUnused() => _database.Run(connection =>
    {
        foreach (var hash in connection.Query($"SELECT hash FROM blobs WHERE uses = 0", row => row.Bytes(0)!))
        {
            File.Delete(PathOf(hash));
            connection.Execute($"DELETE FROM blobs WHERE hash = {hash}");
        }
    });

    private void RemoveOrphans() => _database.Run(connection =>
    {
        foreach (var file in Directory.EnumerateFiles(_blobs))
        {
            if (!connection.Exists($"SELECT 1 FROM blobs WHERE hash = unhex({Path.GetFileName(file)}) AND content IS NULL"))
            {
                File.Delete(file);
            }
        }
    });

    private string PathOf(byte[] hash) => Path.Combine(_blobs, Convert.ToHexStringLower(hash));
}
