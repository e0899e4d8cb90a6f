using System.Text;
using ServerlessPipeline.Cli.Candles;

namespace ServerlessPipeline.Cli.Query;

/// <summary>Writes candles as they come; in memory is a page of them.</summary>
internal static class QueryExecution
{
    private const int BufferSize = 64 * 1024;

    public static async Task<int> RunAsync(Target target, QueryOptions options, CancellationToken cancellationToken)
    {
        var pages = new CandlePages(target.Clients.DynamoDb, target.Outputs["ProcessedDataTable"]);
        // The console's own writer passes on every line by itself.
        await using var output = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize);
        CandleFormat format = options.Format switch
        {
            QueryFormats.Csv => new CsvFormat(output),
            QueryFormats.Json => new JsonFormat(output),
            QueryFormats.Tsv => new TsvFormat(output),
            _ => new TableFormat(Terminal.Output(), options.Range, options.Limit),
        };
        var found = false;
        await foreach (var page in pages.ReadAsync(options.Range, options.NewestFirst, options.Limit, cancellationToken))
        {
            if (page.Count > 0)
            {
                found = true;
                try
                {
                    format.Write(page);
                    await output.FlushAsync(cancellationToken);
                }
                catch (IOException)
                {
                    // Each further page would be read, and paid for, for nobody.
                    return ExitCodes.OutputClosed;
                }
            }
        }

        format.End();
        if (!found)
        {
            await NothingFound.TellAsync(target, pages, options.Range, cancellationToken);
        }

        return found ? ExitCodes.Success : ExitCodes.Failure;
    }
}
