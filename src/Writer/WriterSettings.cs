using System.Globalization;

namespace ServerlessPipeline.Writer;

/// <summary>What the function is told by its environment.</summary>
/// <param name="Table">The table <c>ProcessedData</c>.</param>
/// <param name="DeadLettersQueueUrl">Where a message goes that is given up.</param>
/// <param name="MaximumReceives">After so many receives without success SQS gives a message up.</param>
internal sealed record WriterSettings(string Table, string DeadLettersQueueUrl, int MaximumReceives)
{
    /// <exception cref="InvalidOperationException">A variable is missing or wrong; the message names it.</exception>
    public static WriterSettings From(Func<string, string?> variable)
    {
        return new WriterSettings(
            Text(WriterVariables.Table),
            Text(WriterVariables.DeadLettersQueueUrl),
            Number(WriterVariables.MaximumReceives));

        string Text(string name) => variable(name) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"The environment variable {name} is not set.");

        int Number(string name) =>
            int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new InvalidOperationException(
                    $"The environment variable {name} is '{Text(name)}'; it must be a positive number.");
    }
}
