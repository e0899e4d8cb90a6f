using ServerlessPipeline.Cli.Candles;

namespace ServerlessPipeline.Cli.Query;

/// <summary>How candles are written; each page as it comes, except in a table, which is laid out as a whole.</summary>
internal abstract class CandleFormat
{
    public abstract void Write(IReadOnlyList<TableItem> page);

    public virtual void End()
    {
    }
}
