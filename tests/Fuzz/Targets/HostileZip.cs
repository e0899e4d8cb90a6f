namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>Zips whose parts are whole, and do not fit: other names, lengths and checksums, several entries, bombs.</summary>
internal static class HostileZip
{
    private const string Name = "AVAXUSDT-1m-2026-02-02.csv";

    private static readonly string[] Names =
    [
        "BTCUSDT-1m-2026-02-02.csv", "../../etc/AVAXUSDT.csv", "/AVAXUSDT.csv", "AVAXUSDT.zip", "AVAXUSDT-1m-9999-12.csv",
        "AVAXUSDT-1m-9999-12-31.csv", "AVAXUSDT-1m-2026-02-30.csv", "AVAXUSDT.csv\n", "", "..", "a/", "AVAXUSDT\0.csv",
        "AVAXUSDT-1m-２０２６-02-02.csv", new('x', 60_000),
    ];

    private static readonly uint[] Lies = [0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    public static byte[] Of(byte[] content, Random random)
    {
        // 45,000 blank lines are more than a month's; 30 MB are more than a month takes.
        var filled = random.Next(200) switch
        {
            0 => Enumerable.Repeat((byte)'\n', 45_000).ToArray(),
            1 => new byte[1 << random.Next(10, 21)],
            2 => [.. content, .. Enumerable.Repeat((byte)'\n', 44_000)],
            _ => content,
        };
        var entry = new ZipEntry(random.Next(6) == 0 ? Names[random.Next(Names.Length)] : Name, filled)
        {
            Method = random.Next(8) == 0 ? ZipMethod.Stored : random.Next(16) == 0 ? (ZipMethod)random.Next(16) : ZipMethod.Deflate,
            Length = Lie(random),
            PackedLength = Lie(random),
            Checksum = Lie(random),
            Flags = random.Next(16) == 0 ? (ushort)random.Next(16) : (ushort)0,
        };
        return random.Next(12) == 0 ? ZipFile.Of([.. Enumerable.Repeat(entry, random.Next(4))]) : ZipFile.Of(entry);
    }

    private static uint? Lie(Random random) => random.Next(12) switch
    {
        0 => Lies[random.Next(Lies.Length)],
        1 => (uint)random.Next(1000),
        _ => null,
    };
}
