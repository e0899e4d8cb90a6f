using System.Text;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <param name="Delimiter">Keys that have it after the prefix are grouped up to it; empty for none.</param>
/// <param name="After">Keys and groups up to and including this one are left out.</param>
/// <param name="AfterSequence">Of the key <see cref="After"/>, versions older than this one are listed; 0 for none.</param>
/// <param name="Limit">Of keys and groups together.</param>
internal sealed record ListQuery(
    string Bucket, string Prefix, string Delimiter, string After, long AfterSequence, int Limit, bool AllVersions);

/// <param name="Groups">Common prefixes.</param>
/// <param name="Last">The last key or group of a page that has a next one, else null.</param>
/// <param name="LastVersion">Its version, where it is a key.</param>
internal sealed record ListPage(
    IReadOnlyList<ObjectVersion> Versions, IReadOnlyList<string> Groups, string? Last, ObjectVersion? LastVersion);

/// <summary>Lists keys in the order of their UTF-8 bytes, stepping over groups instead of reading them.</summary>
internal sealed class Listings(Database database)
{
    public (Bucket Bucket, ListPage Page) List(ListQuery query) => database.Run(connection =>
        (BucketTable.Require(connection, query.Bucket), new Walk(connection, query).Run()));

    /// <summary>
    /// The place of a version among those of its key, for <see cref="ListQuery.AfterSequence"/>. Of one that is gone, the
    /// beginning: a client that deletes page by page misses none.
    /// </summary>
    public long SequenceOf(string bucket, string key, string versionId) => database.Run(connection =>
        Versions.WithId(connection, bucket, key, versionId)?.Sequence ?? long.MaxValue);

    private sealed class Walk(SqliteConnection connection, ListQuery query)
    {
        private readonly byte[] _prefix = Versions.Bytes(query.Prefix);
        private readonly byte[] _delimiter = Versions.Bytes(query.Delimiter);
        private readonly byte[] _after = Versions.Bytes(query.After);
        private readonly List<ObjectVersion> _versions = [];
        private readonly List<string> _groups = [];
        private string? _last;
        private ObjectVersion? _lastVersion;
        private bool _truncated;

        public ListPage Run()
        {
            var from = query.Limit == 0 ? null : _prefix;
            while (from is not null)
            {
                from = ReadFrom(from);
            }

            return _truncated
                ? new ListPage(_versions, _groups, _last, _lastVersion)
                : new ListPage(_versions, _groups, null, null);
        }

        /// <summary>Reads up to and including the next group.</summary>
        /// <returns>Where the keys after that group begin, or null at the end of the listing or the page.</returns>
        private byte[]? ReadFrom(byte[] from)
        {
            foreach (var row in Rows(from))
            {
                var group = GroupOf(Versions.Bytes(row.Key));
                if (group is not null && group.AsSpan().SequenceCompareTo(_after) <= 0)
                {
                    return KeyRange.After(group);
                }

                if (_versions.Count + _groups.Count == query.Limit)
                {
                    _truncated = true;
                    return null;
                }

                if (group is not null)
                {
                    _last = Encoding.UTF8.GetString(group);
                    _lastVersion = null;
                    _groups.Add(_last);
                    return KeyRange.After(group);
                }

                _last = row.Key;
                _lastVersion = row;
                _versions.Add(row);
            }

            return null;
        }

        private byte[]? GroupOf(byte[] key)
        {
            var at = _delimiter.Length == 0 ? -1 : key.AsSpan(_prefix.Length).IndexOf(_delimiter);
            return at < 0 ? null : key[..(_prefix.Length + at + _delimiter.Length)];
        }

        private IEnumerable<ObjectVersion> Rows(byte[] from)
        {
            var end = KeyRange.After(_prefix);
            return query.AllVersions
                ? connection.Read(
                    $"""
                    SELECT {ObjectVersion.Columns} FROM versions
                    WHERE bucket = {query.Bucket} AND key >= {from} AND key < {end}
                        AND (key > {_after} OR (key = {_after} AND sequence < {query.AfterSequence}))
                    ORDER BY key, sequence DESC
                    """,
                    ObjectVersion.Map)
                : connection.Read(
                    $"""
                    SELECT {ObjectVersion.Columns} FROM versions
                    WHERE bucket = {query.Bucket} AND latest = 1 AND key >= {from} AND key < {end} AND key > {_after}
                        AND delete_marker = 0
                    ORDER BY key
                    """,
                    ObjectVersion.Map);
        }
    }
}
