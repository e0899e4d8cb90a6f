using System.Globalization;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The deployed resources by their names, from the stack's outputs.</summary>
internal sealed record PipelineResources
{
    public required string Bucket { get; init; }

    /// <summary>The auto-scaling group of the fetcher's instance.</summary>
    public required string FetcherGroup { get; init; }
    public required string FanOutFunction { get; init; }
    public required string RowsQueue { get; init; }
    public required string DeadLettersQueue { get; init; }
    public required string FailedObjectsQueue { get; init; }
    public required IReadOnlyList<Symbol> Symbols { get; init; }

    /// <summary>How many files are let through; null for all.</summary>
    public required int? FileLimit { get; init; }

    public static PipelineResources Of(LocalCloudHost cloud)
    {
        return new PipelineResources
        {
            Bucket = Output("MinuteFilesBucket"),
            FetcherGroup = Output("FetcherGroup"),
            FanOutFunction = Output("FanOutFunction"),
            RowsQueue = Output("RowsQueue"),
            DeadLettersQueue = Output("DeadLettersQueue"),
            FailedObjectsQueue = Output("FailedObjectsQueue"),
            Symbols = [.. Output("Symbols").Split(',').Select(Symbol.Parse)],
            FileLimit = int.TryParse(Output("FileLimit"), CultureInfo.InvariantCulture, out var limit) ? limit : null,
        };

        string Output(string name) => cloud.Outputs.TryGetValue(name, out var value)
            ? value
            : throw new CommandException($"The template has no output '{name}'.");
    }
}
