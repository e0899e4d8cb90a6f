namespace ServerlessPipeline.Bench.Chain;

/// <summary>Requests that AWS bills, counted where they arrive.</summary>
/// <param name="Gets">Of objects.</param>
/// <param name="Sends">Of messages, one or a batch.</param>
/// <param name="Claims">Of slots.</param>
/// <param name="Receives">That brought messages.</param>
/// <param name="Deletes">Of messages, a batch each.</param>
/// <param name="Writes">Of items, one or a batch.</param>
internal sealed record Requests(long Gets, long Sends, long Claims, long Receives, long Deletes, long Writes)
{
    public static Requests operator -(Requests after, Requests before) => new(
        after.Gets - before.Gets,
        after.Sends - before.Sends,
        after.Claims - before.Claims,
        after.Receives - before.Receives,
        after.Deletes - before.Deletes,
        after.Writes - before.Writes);

    public static Requests operator +(Requests one, Requests other) => new(
        one.Gets + other.Gets,
        one.Sends + other.Sends,
        one.Claims + other.Claims,
        one.Receives + other.Receives,
        one.Deletes + other.Deletes,
        one.Writes + other.Writes);

    /// <summary>What is asked for each row: sending, receiving, deleting, writing.</summary>
    public long ForRows => Sends + Receives + Deletes + Writes;
}
