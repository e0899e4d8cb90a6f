using System.Globalization;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>What an audit may cost in an account, at the list prices of us-east-1.</summary>
/// <param name="Items">As DynamoDB counts them, every six hours.</param>
/// <param name="Bytes">Likewise.</param>
/// <param name="Verify">Whether source files are read as well: at worst one for each item.</param>
internal sealed record AuditEstimate(long Items, long Bytes, bool Verify)
{
    /// <summary>In dollars; what costs more is not begun without asking.</summary>
    public const decimal Threshold = 1;

    // Eventually consistent reads, two of which are a unit.
    private const decimal BytesOfUnit = 2 * 4096;
    private const decimal DollarsOfUnit = 0.125m / 1_000_000;
    private const decimal DollarsOfGet = 0.0004m / 1_000;

    public long ReadUnits => (long)Math.Ceiling(Bytes / BytesOfUnit);

    public decimal Dollars => (ReadUnits * DollarsOfUnit) + (Verify ? Items * DollarsOfGet : 0);

    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"The table has some {Items:N0} items of {Bytes / 1e6:N0} MB, as DynamoDB counts every six hours: {ReadUnits:N0} read units"
        + $"{(Verify ? $" and at most {Items:N0} GET requests" : "")}, at most {Math.Ceiling(Dollars * 100) / 100:N2} dollars on demand.");
}
