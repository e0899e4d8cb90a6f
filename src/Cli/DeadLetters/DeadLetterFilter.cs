using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>Which dead letters are meant: those that fit all that is given.</summary>
internal sealed record DeadLetterFilter
{
    /// <summary>Of <see cref="QueueNames"/>; null for both.</summary>
    public string? Queue { get; init; }

    /// <summary>Ids or their beginnings; none for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
    public Symbol? Symbol { get; init; }

    /// <summary>An object key.</summary>
    public string? File { get; init; }

    /// <summary>A part of the reason, as <c>show</c> or as <c>list</c> prints it.</summary>
    public string? Reason { get; init; }

    public bool Matches(DeadLetter letter) =>
        (Queue is null || letter.Queue == Queue)
        && (Ids.Count == 0 || Ids.Any(id => letter.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase)))
        && (Symbol is null || letter.Symbol == Symbol.ToString())
        && (File is null || letter.Files.Contains(File))
        && (Reason is null || Contains(letter.Reason) || Contains(ReasonText.Kind(letter)));

    private bool Contains(string? text) => text?.Contains(Reason!, StringComparison.OrdinalIgnoreCase) == true;
}
