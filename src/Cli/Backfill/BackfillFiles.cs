using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>
/// The files of a deployment that an operator has backfilled. A key names the first and the last minute that its file holds, so
/// what is lacking has a key that no file has.
/// </summary>
internal sealed class BackfillFiles(IAmazonS3 s3, string bucket, TimeProvider time, BackfillProgress progress)
{
    private const string MillisecondsFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <param name="candles">Of one symbol and day, ascending; at least one.</param>
    public static string Key(IReadOnlyList<Candle> candles) =>
        RepairFileKey.Backfill.For(candles[0].Symbol, candles[0].OpenTime, candles[^1].OpenTime);

    /// <summary>The keys of all files from one day to another, by symbol and day.</summary>
    public async Task<ILookup<(Symbol Symbol, DateTimeOffset Day), string>> KeysAsync(
        DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        // Keys come in their order, which is that of the days.
        var (start, end) = (Folder(first), Folder(last.AddDays(1)));
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = RepairFileKey.Backfill.Prefix, StartAfter = start };
        var keys = new List<((Symbol, DateTimeOffset) Day, string Key)>();
        await foreach (var found in s3.Paginators.ListObjectsV2(request).S3Objects.WithCancellation(cancellationToken))
        {
            if (string.CompareOrdinal(found.Key, end) >= 0)
            {
                break;
            }

            if (RepairFileKey.Backfill.TryParse(found.Key, out var symbol, out var from, out _))
            {
                keys.Add(((symbol, from - from.TimeOfDay), found.Key));
            }
        }

        return keys.ToLookup(each => each.Day, each => each.Key);
    }

    /// <summary>What is there of a day now.</summary>
    public async Task<HeldDay> ReadAsync(DayRange range, CancellationToken cancellationToken) =>
        await ReadAsync(range, (await KeysAsync(range.Day, range.Day, cancellationToken))[(range.Symbol, range.Day)], cancellationToken);

    /// <param name="range">The minutes of interest.</param>
    /// <param name="keys">The files of its symbol and day.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<HeldDay> ReadAsync(DayRange range, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var files = new List<ReadFile>();
        foreach (var key in keys)
        {
            if (await ReadAsync(key, cancellationToken) is { } file)
            {
                files.Add(file);
            }
        }

        var candles = new Dictionary<DateTimeOffset, (Candle Candle, ReadFile File)>();
        foreach (var file in files.OrderBy(file => file.FetchedAt))
        {
            foreach (var candle in file.Candles.Where(each => each.Symbol == range.Symbol && range.Has(each.OpenTime)))
            {
                candles[candle.OpenTime] = (candle, file);
            }
        }

        return new HeldDay(
            range,
            candles.ToDictionary(each => each.Key, each => each.Value.Candle),
            files.ToDictionary(file => file.Key, file => file.ETag),
            candles.Values.Select(each => each.File).Distinct().SelectMany(file => file.Archives).ToHashSet());
    }

    /// <param name="candles">Of one symbol and day, ascending; at least one.</param>
    /// <param name="archives">Those that they are from.</param>
    /// <param name="held">The files that were seen: one of the same key is replaced if it is still the one that was seen.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <returns>Null if a file of this key has come meanwhile; then nothing has been done.</returns>
    public async Task<BackfilledFile?> AddAsync(
        IReadOnlyList<Candle> candles, IEnumerable<ArchiveSum> archives, HeldDay held, CancellationToken cancellationToken)
    {
        var key = Key(candles);
        var fetchedAt = time.GetUtcNow().UtcDateTime.ToString(MillisecondsFormat, CultureInfo.InvariantCulture);
        var seen = held.ETags.GetValueOrDefault(key);
        var content = new MemoryStream();
        await RepairFile.WriteAsync(content, candles, cancellationToken);
        content.Position = 0;
        try
        {
            await s3.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = key,
                    IfNoneMatch = seen is null ? "*" : null,
                    IfMatch = seen,
                    ContentType = MinuteFile.ContentType,
                    InputStream = content,
                    Metadata =
                    {
                        [MinuteFileMetadata.FetchedAt] = fetchedAt,
                        [MinuteFileMetadata.Archives] = ArchiveSum.Format(archives),
                    },
                },
                cancellationToken);
            return new BackfilledFile(key, candles[^1], fetchedAt);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict
            || (seen is not null && exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode == "NoSuchKey"))
        {
            return null;
        }
    }

    private async Task<ReadFile?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await s3.GetObjectAsync(bucket, key, cancellationToken);
            return new ReadFile(
                key,
                response.ETag,
                MinuteFileMetadata.FetchedAtOf(
                    response.Metadata[MinuteFileMetadata.FetchedAt], new DateTimeOffset(response.LastModified!.Value.ToUniversalTime())),
                await CandlesAsync(key, response.ResponseStream, cancellationToken),
                [.. ArchiveSum.Parse(response.Metadata[MinuteFileMetadata.Archives])]);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode == "NoSuchKey")
        {
            // Deleted since the keys were listed.
            return null;
        }
    }

    private async Task<IReadOnlyList<Candle>> CandlesAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var candles = new List<Candle>();
        try
        {
            await foreach (var row in RepairFile.ReadAsync(content, cancellationToken))
            {
                if (row.Candle is { } candle)
                {
                    candles.Add(candle);
                }
            }

            return candles;
        }
        catch (MinuteFileException exception)
        {
            progress.Note(Words.Sentence($"{key} cannot be read, so what it holds counts as missing: {exception.Message}"));
            return [];
        }
    }

    private static string Folder(DateTimeOffset day) =>
        string.Create(CultureInfo.InvariantCulture, $"{RepairFileKey.Backfill.Prefix}dt={day.UtcDateTime:yyyy-MM-dd}/");

    private sealed record ReadFile(
        string Key, string ETag, DateTimeOffset FetchedAt, IReadOnlyList<Candle> Candles, IReadOnlyList<ArchiveSum> Archives);
}

/// <summary>A file that is in S3 now.</summary>
/// <param name="Last">Its last candle.</param>
/// <param name="FetchedAt">As its metadata say it, and the items of its rows.</param>
internal sealed record BackfilledFile(string Key, Candle Last, string FetchedAt);
