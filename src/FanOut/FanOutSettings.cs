using System.Globalization;

namespace ServerlessPipeline.FanOut;

/// <summary>What the function is told by its environment.</summary>
/// <param name="RowsQueueUrl">Where candles go.</param>
/// <param name="RejectedRowsQueueUrl">Where a line goes that is no candle.</param>
/// <param name="StateTable">The table <c>PipelineState</c>.</param>
/// <param name="FileLimit">How many files are let through; null for all.</param>
/// <param name="RowsPerFile">How many rows of each; null for all.</param>
internal sealed record FanOutSettings(
    string RowsQueueUrl,
    string RejectedRowsQueueUrl,
    string StateTable,
    int? FileLimit,
    int? RowsPerFile)
{
    /// <exception cref="InvalidOperationException">A variable is missing or wrong; the message names it.</exception>
    public static FanOutSettings From(Func<string, string?> variable)
    {
        return new FanOutSettings(
            Text(FanOutVariables.RowsQueueUrl),
            Text(FanOutVariables.RejectedRowsQueueUrl),
            Text(FanOutVariables.StateTable),
            NumberOr(FanOutVariables.FileLimit, "unlimited"),
            NumberOr(FanOutVariables.RowsPerFile, "all"));

        string Text(string name) => variable(name) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"The environment variable {name} is not set.");

        int? NumberOr(string name, string word) => Text(name) switch
        {
            var text when text == word => null,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
            var text => throw new InvalidOperationException(
                $"The environment variable {name} is '{text}'; it must be a positive number or '{word}'."),
        };
    }
}
