using System.Globalization;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>Reads the table once, and each source file once; writes nothing.</summary>
internal sealed class AuditExecution(Target target, AuditOptions options, TimeProvider time)
{
    private readonly string _table = target.Outputs["ProcessedDataTable"];

    // Standard output has the result alone.
    private readonly IAnsiConsole _progress = Terminal.Errors();

    /// <exception cref="CommandException">It would cost more than a little, and nobody has agreed to it.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var estimate = await EstimateAsync(cancellationToken);
        if (!await IsAgreedAsync(estimate, cancellationToken))
        {
            return ExitCodes.NotRun;
        }

        var started = time.GetTimestamp();
        // Before the items: what comes meanwhile is in the table too many rather than too few.
        var ledger = await Ledger.ReadAsync(
            new ItemBatch(target.Clients.DynamoDb, target.Outputs["PipelineStateTable"], time),
            target.Outputs["MinuteFilesBucket"],
            options.Symbols,
            time.GetUtcNow(),
            cancellationToken);
        var tally = new AuditTally();
        using var spool = options.Verify ? new SourceSpool(estimate.Items) : null;
        var check = options.Verify ? new SourceCheck(new SourceFiles(target.Clients.S3, target.Outputs["MinuteFilesBucket"])) : null;
        await AuditProgress.FollowAsync(
            _progress, () => Said("Items read", tally.Items, estimate.Items), ScanAsync(tally, spool, check, cancellationToken), time);
        if (spool is not null && check is not null)
        {
            await AuditProgress.FollowAsync(
                _progress, () => Said("Items held against their lines", check.Items, tally.Items), check.RunAsync(spool, cancellationToken), time);
        }

        var expected = await ExpectedAsync(tally, ledger, cancellationToken);
        await new LateItems(new ItemBatch(target.Clients.DynamoDb, _table, time), tally, expected, ledger.LastFile, time).AwaitAsync(started, cancellationToken);
        var result = AuditResult.Of(_table, tally, expected, check, time.GetElapsedTime(started));
        if (options.Json)
        {
            Terminal.Output().Profile.Out.Writer.WriteLine(result.ToJson());
        }
        else
        {
            AuditView.Print(Terminal.Output(), result, tally, expected);
        }

        return result.IsWell ? ExitCodes.Success : ExitCodes.Failure;
    }

    private async Task<Expectation> ExpectedAsync(AuditTally tally, Ledger ledger, CancellationToken cancellationToken)
    {
        var slots = new SlotRows(target);
        var limit = slots.Limit is null ? null : slots.Sentence;
        var configured = options.Symbols?.Select(symbol => $"{symbol}") ?? target.Outputs["Symbols"].Split(',');
        return (options, limit) switch
        {
            ({ From: not null } or { To: not null }, _) => Expectation.OfRange(options, tally.Symbols, [.. configured], ledger, time.GetUtcNow(), limit),
            (_, { } some) => Expectation.OfSlots(tally.Symbols, await slots.ReadAsync(options.Symbols, cancellationToken), some),
            _ => Expectation.OfLedger(tally.Symbols, ledger),
        };
    }

    private Task ScanAsync(AuditTally tally, SourceSpool? spool, SourceCheck? check, CancellationToken cancellationToken) =>
        new TableScan(target.Clients.DynamoDb, _table, options).RunAsync(
            page =>
            {
                foreach (var item in page)
                {
                    tally.Add(item);
                    if (item[ProcessedData.SourceKey] is { Length: > 0 } file)
                    {
                        spool?.Add(file, item);
                    }
                    else
                    {
                        check?.AddWithoutSource();
                    }
                }
            },
            cancellationToken);

    private async Task<AuditEstimate> EstimateAsync(CancellationToken cancellationToken)
    {
        var table = (await target.Clients.DynamoDb.DescribeTableAsync(_table, cancellationToken)).Table;
        return new AuditEstimate(table.ItemCount ?? 0, table.TableSizeBytes ?? 0, options.Verify);
    }

    private async Task<bool> IsAgreedAsync(AuditEstimate estimate, CancellationToken cancellationToken)
    {
        if (target.Local is not null)
        {
            return true;
        }

        _progress.MarkupLineInterpolated($"[grey]{estimate.Sentence}[/]");
        if (options.Yes || estimate.Dollars <= AuditEstimate.Threshold)
        {
            return true;
        }

        return !Console.IsInputRedirected && _progress.Profile.Capabilities.Interactive
            ? await new ConfirmationPrompt("Read it?") { DefaultValue = false }.ShowAsync(_progress, cancellationToken)
            : throw new CommandException("Nothing is read: there is no terminal to ask on. Give --yes to audit without being asked.");
    }

    // A table may have more items than it was last counted.
    private static string Said(string what, long done, long total) => total >= done
        ? string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0} of {total:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0}");
}
