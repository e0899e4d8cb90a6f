using ServerlessPipeline.LocalCloud.S3.Notifications;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>Everything that S3 keeps, in one folder. A killed process leaves it consistent.</summary>
internal sealed class S3Store : IDisposable
{
    private readonly Database _database;

    public S3Store(string folder, TimeProvider time)
    {
        _database = new Database(Path.Combine(folder, "s3.db"), Schema.Statements);
        Blobs = new BlobFolder(folder, _database);
        Outbox = new Outbox(_database);
        Buckets = new BucketTable(_database, time);
        Objects = new ObjectTable(_database, Blobs, Outbox, time);
        Uploads = new UploadTable(_database, Blobs, Objects, time);
        Listings = new Listings(_database);
    }

    public BlobFolder Blobs { get; }

    public Outbox Outbox { get; }

    public BucketTable Buckets { get; }

    public ObjectTable Objects { get; }

    public UploadTable Uploads { get; }

    public Listings Listings { get; }

    public void Dispose() => _database.Dispose();
}
