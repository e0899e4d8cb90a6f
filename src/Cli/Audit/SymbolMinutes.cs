using System.Numerics;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>Minutes that follow one another.</summary>
internal sealed record MinuteRun(DateTimeOffset First, DateTimeOffset Last)
{
    public long Minutes => ((Last - First).Ticks / TimeSpan.TicksPerMinute) + 1;
}

/// <summary>The minutes that a symbol has in the table: a bit each, so some 200 bytes for a day.</summary>
internal sealed class SymbolMinutes
{
    private const int BitsOfWord = 64;
    private const int WordsOfBlock = 64;

    // By minutes since year one, in blocks, so that a long hole takes no room.
    private readonly Dictionary<long, ulong[]> _blocks = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    public DateTimeOffset First => Time(_first);

    public DateTimeOffset Last => Time(_last);

    /// <param name="openTime">A whole minute.</param>
    /// <returns>False if it is there already.</returns>
    public bool Add(DateTimeOffset openTime)
    {
        var minute = Number(openTime);
        var word = minute / BitsOfWord;
        if (!_blocks.TryGetValue(word / WordsOfBlock, out var block))
        {
            _blocks.Add(word / WordsOfBlock, block = new ulong[WordsOfBlock]);
        }

        var bit = 1UL << (int)(minute % BitsOfWord);
        ref var bits = ref block[word % WordsOfBlock];
        if ((bits & bit) != 0)
        {
            return false;
        }

        bits |= bit;
        Count++;
        (_first, _last) = (Math.Min(_first, minute), Math.Max(_last, minute));
        return true;
    }

    /// <summary>How many there are from a minute on and before another.</summary>
    public long Within(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, end) = (Number(from), Number(to));
        long count = 0;
        for (var word = first / BitsOfWord; word * BitsOfWord < end; word++)
        {
            var bits = Word(word);
            if (word == first / BitsOfWord)
            {
                bits &= ulong.MaxValue << (int)(first % BitsOfWord);
            }

            if (end - (word * BitsOfWord) is < BitsOfWord and var rest)
            {
                bits &= (1UL << (int)rest) - 1;
            }

            count += BitOperations.PopCount(bits);
        }

        return count;
    }

    public bool Has(DateTimeOffset openTime) => IsThere(Number(openTime));

    /// <summary>The runs of minutes that are there, in order.</summary>
    public IEnumerable<MinuteRun> Runs()
    {
        for (var minute = _first; minute <= _last; minute++)
        {
            if (IsThere(minute))
            {
                var start = minute;
                while (IsThere(minute + 1))
                {
                    minute++;
                }

                yield return new MinuteRun(Time(start), Time(minute));
            }
        }
    }

    private bool IsThere(long minute) => (Word(minute / BitsOfWord) & (1UL << (int)(minute % BitsOfWord))) != 0;

    private ulong Word(long word) => _blocks.TryGetValue(word / WordsOfBlock, out var block) ? block[word % WordsOfBlock] : 0;

    private static long Number(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset Time(long minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
