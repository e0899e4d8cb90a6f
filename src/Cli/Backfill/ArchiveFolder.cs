using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Archives in a folder: of days, of months, or of a symbol and any time.</summary>
internal sealed class ArchiveFolder : ICandleSource
{
    private readonly string _folder;
    private readonly ILookup<Symbol, ArchiveName> _archives;
    private readonly BackfillProgress _progress;

    private ArchiveFolder(string folder, IEnumerable<ArchiveName> archives, BackfillProgress progress) =>
        (_folder, _archives, _progress) = (folder, archives.ToLookup(name => name.Symbol), progress);

    /// <exception cref="CommandException">There is no such folder, or it lacks a symbol altogether.</exception>
    public static ArchiveFolder Open(string folder, IReadOnlyList<Symbol> symbols, BackfillProgress progress)
    {
        try
        {
            var names = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
            var source = new ArchiveFolder(folder, names.Select(ArchiveName.TryParse).OfType<ArchiveName>(), progress);
            return symbols.FirstOrDefault(symbol => !source._archives.Contains(symbol)) is var lacking && lacking == default
                ? source
                : throw new CommandException($"--path: {folder} has no archive of {lacking}; it has {source.Content()}.");
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new CommandException($"--path: the folder {folder} does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--path: {folder} cannot be read: {exception.Message}", exception);
        }
    }

    public IEnumerable<IReadOnlyList<DayRange>> Group(IReadOnlyList<DayRange> days) =>
        days.GroupBy(ArchiveOf).Select(group => group.ToList());

    public async IAsyncEnumerable<DayCandles> ReadAsync(
        IReadOnlyList<DayRange> days,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ArchiveOf(days[0]) is not { } name)
        {
            foreach (var day in days)
            {
                yield return new DayCandles(day, []);
            }

            yield break;
        }

        await using var file = await OpenAsync(name, cancellationToken);
        await foreach (var day in ArchiveDays.ReadAsync(file, name, days, _progress.Reject, cancellationToken))
        {
            yield return day;
        }
    }

    /// <summary>The day's own archive if there is one, else its month's, else one without a date.</summary>
    private ArchiveName? ArchiveOf(DayRange day) => _archives[day.Symbol]
        .Where(name => name.Start is null || (name.Start <= day.First && day.Last < name.End))
        .MinBy(name => name.Start is null ? TimeSpan.MaxValue : name.End - name.Start);

    private async Task<FileStream> OpenAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, name.Text);
        try
        {
            var file = File.OpenRead(path);
            if (File.Exists(path + ArchiveChecksum.Suffix))
            {
                var checksum = await File.ReadAllTextAsync(path + ArchiveChecksum.Suffix, cancellationToken);
                await ArchiveChecksum.VerifyAsync(file, checksum, name, cancellationToken);
            }
            else if (name.IsZip)
            {
                _progress.Unverified();
            }

            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private string Content() => _archives.Count == 0
        ? "none at all: no .csv, .csv.gz or .zip with a symbol for a name"
        : string.Join(", ", _archives.Select(group => group.Key.ToString()).Order(StringComparer.Ordinal));
}
