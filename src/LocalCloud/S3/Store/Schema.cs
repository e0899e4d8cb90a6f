namespace ServerlessPipeline.LocalCloud.S3.Store;

internal static class Schema
{
    /// <summary>
    /// Keys are UTF-8 bytes, so that SQLite sorts them as S3 lists them. Times are Unix milliseconds. A blob is content,
    /// in the row if small or else in a file named by its hash; triggers count who refers to it, and blobs that nobody
    /// refers to are collected.
    /// </summary>
    public const string Statements = """
        CREATE TABLE IF NOT EXISTS sequence (value INTEGER NOT NULL);
        INSERT INTO sequence SELECT 0 WHERE NOT EXISTS (SELECT * FROM sequence);

        CREATE TABLE IF NOT EXISTS buckets (
            name TEXT PRIMARY KEY,
            created INTEGER NOT NULL,
            versioning TEXT NOT NULL,
            notifications TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS versions (
            sequence INTEGER PRIMARY KEY, -- the newest version of a key has the highest
            bucket TEXT NOT NULL REFERENCES buckets (name),
            key BLOB NOT NULL,
            id TEXT NOT NULL,
            latest INTEGER NOT NULL,
            delete_marker INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            size INTEGER NOT NULL,
            etag TEXT NOT NULL,
            headers TEXT NOT NULL,
            checksum_algorithm TEXT,
            checksum TEXT
        );
        CREATE UNIQUE INDEX IF NOT EXISTS versions_by_id ON versions (bucket, key, id);
        CREATE INDEX IF NOT EXISTS versions_by_age ON versions (bucket, key, sequence DESC);
        CREATE UNIQUE INDEX IF NOT EXISTS versions_latest ON versions (bucket, key) WHERE latest = 1;

        CREATE TABLE IF NOT EXISTS uploads (
            id TEXT PRIMARY KEY,
            bucket TEXT NOT NULL REFERENCES buckets (name) ON DELETE CASCADE,
            key BLOB NOT NULL,
            started INTEGER NOT NULL,
            headers TEXT NOT NULL,
            checksum_algorithm TEXT,
            checksum_type TEXT
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads (bucket, key, id);

        CREATE TABLE IF NOT EXISTS blobs (
            hash BLOB PRIMARY KEY,
            size INTEGER NOT NULL,
            content BLOB, -- null: in a file
            uses INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX IF NOT EXISTS blobs_unused ON blobs (hash) WHERE uses = 0;

        CREATE TABLE IF NOT EXISTS parts (
            upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            hash BLOB REFERENCES blobs (hash), -- null: empty
            modified INTEGER NOT NULL,
            size INTEGER NOT NULL,
            etag TEXT NOT NULL,
            checksum TEXT,
            PRIMARY KEY (upload, number)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS parts_by_hash ON parts (hash);

        CREATE TABLE IF NOT EXISTS segments ( -- the content of a version: blobs, in this order
            version INTEGER NOT NULL REFERENCES versions (sequence) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            hash BLOB NOT NULL REFERENCES blobs (hash),
            PRIMARY KEY (version, position)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS segments_by_hash ON segments (hash);

        CREATE TRIGGER IF NOT EXISTS part_added AFTER INSERT ON parts
            BEGIN UPDATE blobs SET uses = uses + 1 WHERE hash = new.hash; END;
        CREATE TRIGGER IF NOT EXISTS part_removed AFTER DELETE ON parts
            BEGIN UPDATE blobs SET uses = uses - 1 WHERE hash = old.hash; END;
        CREATE TRIGGER IF NOT EXISTS segment_added AFTER INSERT ON segments
            BEGIN UPDATE blobs SET uses = uses + 1 WHERE hash = new.hash; END;
        CREATE TRIGGER IF NOT EXISTS segment_removed AFTER DELETE ON segments
            BEGIN UPDATE blobs SET uses = uses - 1 WHERE hash = old.hash; END;

        CREATE TABLE IF NOT EXISTS outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            target TEXT NOT NULL,
            payload BLOB NOT NULL
        );
        CREATE INDEX IF NOT EXISTS outbox_by_target ON outbox (target, id);
        """;
}
