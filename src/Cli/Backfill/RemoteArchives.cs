using System.Collections.Concurrent;
using Polly;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The exchange's archive: a month's file for a whole month, a day's for a day; what one lacks, the other may have.</summary>
internal sealed class RemoteArchives(ArchiveClient archive, ResiliencePipeline retry, TimeProvider time, BackfillProgress progress) : IArchives
{
    // Asked for every day of a month, and there or not for all of them.
    private readonly ConcurrentDictionary<ArchiveName, bool> _absent = [];
    private readonly ConcurrentDictionary<ArchiveName, Lazy<Task<string?>>> _checksums = [];
    private volatile bool _isSilent;

    public IReadOnlyList<ArchiveName> Of(DayRange day, bool isWholeMonth)
    {
        var (daily, monthly) = (ArchiveName.Daily(day.Symbol, day.Day), ArchiveName.Monthly(day.Symbol, day.Month));
        // A month's archive comes some days after its end.
        return isWholeMonth ? [monthly, daily] : monthly.End <= time.GetUtcNow() ? [daily, monthly] : [daily];
    }

    /// <exception cref="CommandException">The archive does not answer.</exception>
    public async Task<ArchiveContent?> OpenAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        if (_absent.ContainsKey(name) || name.Start is null || !name.IsZip)
        {
            return null;
        }

        try
        {
            var content = await retry.ExecuteAsync(async token => await archive.GetAsync(name, token), cancellationToken);
            if (content is null)
            {
                _absent[name] = true;
            }

            return content;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw new CommandException(Words.Sentence($"The archive did not give {name.Text}: {exception.Message}"), exception);
        }
    }

    public Task<string?> ChecksumAsync(ArchiveName name, CancellationToken cancellationToken) =>
        _checksums.GetOrAdd(name, _ => new Lazy<Task<string?>>(() => AskChecksumAsync(name, cancellationToken))).Value;

    private async Task<string?> AskChecksumAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        // A file of a folder, with a name that the exchange gives none, is not there.
        if (_isSilent || name.Start is null || !name.IsZip)
        {
            return null;
        }

        try
        {
            return await retry.ExecuteAsync(async token => await archive.GetChecksumAsync(name, token), cancellationToken);
        }
        catch (ArchiveException exception)
        {
            progress.Problem(Words.Sentence(exception.Message));
            return null;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            // What is there is whole all the same.
            _isSilent = true;
            progress.Note(Words.Sentence($"The archive did not say which of its files were issued anew: {exception.Message}"));
            return null;
        }
    }

    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) => exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
