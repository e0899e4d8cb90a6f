using System.Collections.Concurrent;
using System.IO.Enumeration;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Archives in a folder and in those below it: of days, of months, or of a symbol and any time.</summary>
internal sealed class ArchiveFolder : IArchives
{
    private const int FilesNamed = 10;

    private readonly Dictionary<ArchiveName, string> _paths;
    private readonly ILookup<Symbol, ArchiveName> _archives;
    private readonly BackfillProgress _progress;
    private readonly ConcurrentDictionary<ArchiveName, string> _checksums = [];

    private ArchiveFolder(Dictionary<ArchiveName, string> paths, BackfillProgress progress) =>
        (_paths, _archives, _progress) = (paths, paths.Keys.ToLookup(name => name.Symbol), progress);

    /// <exception cref="CommandException">There is no such folder, it lacks a symbol altogether, or has a file twice.</exception>
    public static ArchiveFolder Open(string folder, IReadOnlyList<Symbol> symbols, BackfillProgress progress)
    {
        try
        {
            var paths = new Dictionary<ArchiveName, string>();
            var others = new List<string>();
            foreach (var path in Files(folder).Order(StringComparer.Ordinal))
            {
                if (ArchiveName.TryParse(Path.GetFileName(path)) is not { } name)
                {
                    others.Add(path);
                }
                else if (!paths.TryAdd(name, path) && symbols.Contains(name.Symbol))
                {
                    // The exchange gives its spot and its futures archives the same names.
                    throw new CommandException($"--path: {name.Text} is there twice, as {paths[name]} and as {path}. Give the folder of one of them.");
                }
            }

            var source = new ArchiveFolder(paths, progress);
            TellOthers(folder, others, progress);
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
            throw new CommandException(Words.Sentence($"--path: {folder} cannot be read: {exception.Message}"), exception);
        }
    }

    /// <summary>The day's own archive first, then its month's, then one without a date.</summary>
    public IReadOnlyList<ArchiveName> Of(DayRange day, bool isWholeMonth) =>
    [
        .. _archives[day.Symbol]
            .Where(name => name.Start is null || (name.Start <= day.First && day.Last < name.End))
            .OrderBy(name => name.Start is null ? TimeSpan.MaxValue : name.End - name.Start)
            .ThenBy(name => name.Text, StringComparer.Ordinal),
    ];

    public async Task<ArchiveContent?> OpenAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        if (!_paths.TryGetValue(name, out var path))
        {
            return null;
        }

        try
        {
            var file = File.OpenRead(path);
            try
            {
                return new ArchiveContent(file, _checksums.TryGetValue(name, out var known) ? known : await VerifyAsync(file, path, name, cancellationToken));
            }
            catch
            {
                await file.DisposeAsync();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public async Task<string?> ChecksumAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = await OpenAsync(name, cancellationToken);
            return archive?.Checksum;
        }
        catch (ArchiveException exception)
        {
            _progress.Problem(Words.Sentence(exception.Message));
            return null;
        }
    }

    private async Task<string> VerifyAsync(FileStream file, string path, ArchiveName name, CancellationToken cancellationToken)
    {
        var beside = path + ArchiveChecksum.Suffix;
        var isVerified = File.Exists(beside);
        if (!isVerified && name.IsZip)
        {
            _progress.Unverified();
        }

        var checksum = isVerified
            ? await ArchiveChecksum.VerifyAsync(file, await File.ReadAllTextAsync(beside, cancellationToken), name, cancellationToken)
            : await ArchiveChecksum.OfAsync(file, cancellationToken);
        _checksums[name] = checksum;
        return checksum;
    }

    // A link to a folder above would lead in a circle.
    private static FileSystemEnumerable<string> Files(string folder) => new(
        folder,
        (ref entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false })
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };

    private static void TellOthers(string folder, List<string> paths, BackfillProgress progress)
    {
        var others = paths.FindAll(path => !path.EndsWith(ArchiveChecksum.Suffix, StringComparison.Ordinal));
        if (others.Count > 0)
        {
            var named = string.Join(", ", others.Take(FilesNamed).Select(path => Path.GetRelativePath(folder, path)));
            var more = others.Count > FilesNamed ? $" and {others.Count - FilesNamed:N0} more" : "";
            progress.Note($"{Words.Counted(others.Count, "file")} passed over, as the name is not one such as BTCUSDT-1m-2026-02-02.zip: {named}{more}.");
        }
    }

    private string Content() => _archives.Count == 0
        ? "none at all: no .csv, .csv.gz or .zip with a symbol for a name"
        : string.Join(", ", _archives.Select(group => group.Key.ToString()).Order(StringComparer.Ordinal));
}
