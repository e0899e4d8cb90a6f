namespace ServerlessPipeline.Fuzz.Mutation;

/// <summary>Text that readers trip over.</summary>
internal static class HostileText
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "+1", "-1", "00", "01", "007.5", "0.", ".5", "1.0", "1e5", "1E-400", "1e400", "0x10", "1_000", "1,5", "1 000",
        "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "79228162514264337593543950335", "79228162514264337593543950336", "0.0000000000000000000000000001",
        "0.00000000000000000000000000001", "9999999999999999999999999999", "99999999999999999999999999999", "NaN", "Infinity",
        "1000000000000", "999999999999", "9999999999999", "10000000000000", "1770039600000000", "253402300800000", "1440", "1441",
    ];

    private static readonly string[] Characters =
    [
        "\0", "\t", "\n", "\r", "\r\n", "\u000b", "\u0085", "\u00a0", "\u2028", "\u200b", "\u202e", "\ufeff", "\ufffd", "\uffff",
        "é", "e\u0301", "ß", "币", "１", "٣", "Ａ", "𝟙", "😀", " ", "+", "%", "%2B", "%00", "%zz", "%C3%28", "..", "../../etc/passwd",
        "\\", "\"", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u0031", "'", "<", "&", "${", "}", "{", "[", "]", ":", ",",
        "null", "true", "false", "\"\"", "{}", "[]", "//", "/*", "#", "&a", "*a", "|", "- ",
    ];

    private static readonly byte[][] Malformed =
        [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe5, 0xb8], [0xef, 0xbb, 0xbf], [0x80], [0xfe, 0xff]];

    public static IReadOnlyList<byte[]> All { get; } =
        [.. Numbers.Concat(Characters).Select(System.Text.Encoding.UTF8.GetBytes), .. Malformed];

    /// <summary>A text such as a JSON string may hold.</summary>
    public static string Text(Random random) => random.Next(8) switch
    {
        0 => new string((char)random.Next(1, 0x3000), random.Next(1, 64)),
        1 => new string('x', 1 << random.Next(4, 15)),
        2 or 3 => Characters[random.Next(Characters.Length)],
        _ => Numbers[random.Next(Numbers.Length)],
    };
}
