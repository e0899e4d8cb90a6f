namespace ServerlessPipeline.MarketData.Coverage;

/// <summary>One item of <see cref="PipelineState"/>, as far as the ledger goes.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Sets">Its attributes that are sets, of strings or of numbers, by name.</param>
public sealed record CoverageItem(string Id, IReadOnlyDictionary<string, IReadOnlyList<string>> Sets);

/// <summary>Reads items of <see cref="PipelineState"/>, consistently, as <c>BatchGetItem</c> does.</summary>
/// <param name="ids">The keys, each once, 100 at most.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>Those that are there, in any order.</returns>
public delegate Task<IReadOnlyList<CoverageItem>> CoverageItems(IReadOnlyList<string> ids, CancellationToken cancellationToken);
