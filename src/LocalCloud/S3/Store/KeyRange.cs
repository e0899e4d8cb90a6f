namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>Keys as UTF-8 bytes, in the order in which S3 lists them.</summary>
internal static class KeyRange
{
    /// <summary>The first key after all that begin with <paramref name="prefix"/>.</summary>
    public static byte[] After(byte[] prefix)
    {
        if (prefix.Length == 0)
        {
            return [0xFF]; // not UTF-8, so after every key
        }

        byte[] end = [.. prefix];
        end[^1]++; // no byte of UTF-8 is 0xFF
        return end;
    }
}
