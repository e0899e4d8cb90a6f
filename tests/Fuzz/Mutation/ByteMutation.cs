namespace ServerlessPipeline.Fuzz.Mutation;

/// <summary>Changes to bytes of which nothing is known, but that text has words and lines.</summary>
internal static class ByteMutation
{
    /// <param name="corpus">Where pieces are taken from.</param>
    public static byte[] Change(byte[] input, IReadOnlyList<byte[]> corpus, Random random)
    {
        for (var edits = 1 + (random.Next(8) == 0 ? random.Next(12) : random.Next(3)); edits > 0; edits--)
        {
            input = Edit(input, corpus[random.Next(corpus.Count)], random);
        }

        return input;
    }

    private static byte[] Edit(byte[] input, byte[] other, Random random)
    {
        var at = random.Next(input.Length + 1);
        var (start, length) = Range(input, random);
        return random.Next(18) switch
        {
            0 => Flip(input, random),
            1 => Replace(input, at, Math.Min(1, input.Length - at), [(byte)random.Next(256)]),
            2 => Replace(input, start, length, []),
            3 => Replace(input, at, 0, input.AsSpan(start, length)),
            4 => input[..at],
            5 => Splice(input, other, random),
            6 or 7 => Replace(input, at, 0, Hostile(random)),
            8 or 9 or 10 => ReplaceWord(input, Hostile(random), random),
            11 => ReplaceWord(input, WordOf(input, random), random),
            12 => ReplaceWord(input, WordOf(other, random), random),
            13 => ReplaceLine(input, [], random),
            14 => ReplaceLine(input, [.. LineOf(input, random), .. LineOf(other, random)], random),
            15 => ReplaceLine(input, [.. LineOf(input, random), .. Hostile(random)], random),
            16 => random.Next(16) == 0 ? Replace(input, at, 0, LongRun(random)) : Replace(input, at, 0, Run(random, 600)),
            _ => random.Next(16) == 0 ? Replace(input, at, 0, Nesting(random, 20_000)) : Replace(input, at, 0, Nesting(random, 70)),
        };
    }

    private static byte[] Hostile(Random random) => HostileText.All[random.Next(HostileText.All.Count)];

    private static byte[] Flip(byte[] input, Random random)
    {
        var flipped = input.ToArray();
        if (flipped.Length > 0)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    private static byte[] Splice(byte[] input, byte[] other, Random random) =>
        [.. input.AsSpan(0, random.Next(input.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];

    private static byte[] Run(Random random, int longest)
    {
        var run = new byte[random.Next(1, longest)];
        Array.Fill(run, (byte)"0x \n\t[.\u00ff"[random.Next(8)]);
        return run;
    }

    private static byte[] LongRun(Random random) => Run(random, 1 << random.Next(10, 18));

    private static byte[] Nesting(Random random, int deepest)
    {
        var opening = new[] { "[", "{\"a\":", "[{\"a\":", "${", "- " }[random.Next(5)];
        return System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(opening, random.Next(1, deepest))));
    }

    private static byte[] ReplaceWord(byte[] input, ReadOnlySpan<byte> replacement, Random random)
    {
        var (start, length) = Word(input, random);
        return Replace(input, start, length, replacement);
    }

    private static byte[] WordOf(byte[] input, Random random)
    {
        var (start, length) = Word(input, random);
        return input[start..(start + length)];
    }

    private static byte[] ReplaceLine(byte[] input, ReadOnlySpan<byte> replacement, Random random)
    {
        var (start, length) = Line(input, random);
        return Replace(input, start, length, replacement);
    }

    private static byte[] LineOf(byte[] input, Random random)
    {
        var (start, length) = Line(input, random);
        return input[start..(start + length)];
    }

    private static (int Start, int Length) Range(byte[] input, Random random)
    {
        var start = random.Next(input.Length + 1);
        var longest = Math.Min(input.Length - start, random.Next(4) == 0 ? input.Length : 16);
        return (start, random.Next(longest + 1));
    }

    private static (int Start, int Length) Word(byte[] input, Random random) =>
        Around(input, random, c => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'.' or (byte)'-' or (byte)'_' or >= 0x80);

    /// <summary>With its line feed.</summary>
    private static (int Start, int Length) Line(byte[] input, Random random)
    {
        var (start, length) = Around(input, random, c => c != '\n');
        return (start, Math.Min(length + 1, input.Length - start));
    }

    private static (int Start, int Length) Around(byte[] input, Random random, Func<byte, bool> belongs)
    {
        var start = random.Next(input.Length + 1);
        var end = start;
        while (start > 0 && belongs(input[start - 1]))
        {
            start--;
        }

        while (end < input.Length && belongs(input[end]))
        {
            end++;
        }

        return (start, end - start);
    }

    private static byte[] Replace(byte[] input, int start, int length, ReadOnlySpan<byte> replacement) =>
        [.. input.AsSpan(0, start), .. replacement, .. input.AsSpan(start + length)];
}
